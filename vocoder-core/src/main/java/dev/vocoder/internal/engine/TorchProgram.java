package dev.vocoder.internal.engine;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** A TorchScript program that LibTorch has loaded. Thread-safe but for closing. */
public final class TorchProgram implements AutoCloseable {
  private final Model model;

  /**
   * Takes over a loaded model.
   *
   * @param model as {@link TorchEngine#load} returns it; closed with this
   */
  public TorchProgram(Model model) {
    this.model = model;
  }

  /** What a method takes or returns, in native memory. */
  public static final class Value implements AutoCloseable {
    private final IValue value;

    private Value(IValue value) {
      this.value = value;
    }

    /** Returns a tensor, which stays its owner's. */
    public static Value of(NDArray tensor) {
      return new Value(IValue.from((PtNDArray) tensor));
    }

    /** Returns a number. */
    public static Value of(long number) {
      return new Value(IValue.from(number));
    }

    /** Returns a list of numbers. */
    public static Value ofNumbers(long... numbers) {
      return new Value(IValue.listFrom(numbers));
    }

    /** Returns a list of values of one type, which stay their owners'. */
    public static Value of(List<Value> values) {
      return new Value(
          IValue.listFrom(values.stream().map(each -> each.value).toArray(IValue[]::new)));
    }

    /** Returns a truth value. */
    public static Value of(boolean truth) {
      return new Value(IValue.from(truth));
    }

    /** Returns a list of no tensors. */
    public static Value noTensors() {
      return new Value(IValue.listFrom(new PtNDArray[0]));
    }

    /** Returns the parts of a tuple, each the caller's to close. */
    public List<Value> parts() {
      return Arrays.stream(value.toIValueTuple()).map(Value::new).toList();
    }

    /**
     * Returns the numbers of a tensor: a view of LibTorch's memory, not a copy.
     *
     * @param scope as long as it is open, the view may be read
     */
    public FloatBuffer view(NDManager scope) {
      return value.toTensor((PtNDManager) scope).toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public void close() {
      value.close();
    }
  }

  /**
   * Calls a method.
   *
   * @param method its name
   * @param arguments what it takes; not closed
   * @return what it returns, the caller's to close
   * @throws ai.djl.engine.EngineException if it fails
   */
  public Value call(String method, Value... arguments) {
    PtSymbolBlock block = (PtSymbolBlock) model.getBlock();
    IValue[] values = Arrays.stream(arguments).map(each -> each.value).toArray(IValue[]::new);
    return new Value(
        ProcessSettings.withoutGraphOptimizer(() -> IValueUtils.runMethod(block, method, values)));
  }

  /** Returns the manager of the device that the program is on. */
  public NDManager manager() {
    return model.getNDManager();
  }

  @Override
  public void close() {
    model.close();
  }
}
