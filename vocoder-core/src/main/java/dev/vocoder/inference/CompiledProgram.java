package dev.vocoder.inference;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.engine.TorchEngine;
import dev.vocoder.script.TorchScriptGraph;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generator written out as TorchScript and run by LibTorch, a block of mel in one call. */
final class CompiledProgram implements GeneratorProgram {
  private final Model program;
  private final int bands;
  private final int lag;

  /** The list of tensors that the program returned. */
  private record Tensors(IValue list) implements State {
    @Override
    public void close() {
      list.close();
    }
  }

  /**
   * Compiles a checkpoint.
   *
   * @param model the checkpoint
   * @param device where to compute
   * @param precision the arithmetic; the device must be fast in it
   */
  CompiledProgram(GeneratorCheckpoint model, Device device, Precision precision) {
    TorchScriptGraph graph = new TorchScriptGraph(model, device, precision);
    bands = model.config().bands();
    lag = graph.lag();
    program = TorchEngine.start().newModel(device);
    Path file = null;
    try {
      file = Files.createTempFile("vocoder", ".pt");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        graph.writeTo(out);
      }
      program.load(file.getParent(), file.getFileName().toString());
    } catch (IOException | MalformedModelException e) {
      program.close();
      throw new EngineException(
          "The compiled model cannot be stored or loaded in %s: %s."
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    } catch (RuntimeException e) {
      program.close();
      throw e;
    } finally {
      deleteQuietly(file);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  @Override
  public int lag() {
    return lag;
  }

  @Override
  public int blockFrames() {
    return Integer.getInteger("block", 256);
  }

  @Override
  public State advance(State state, float[] mel, int frames, boolean last, FloatBuffer output) {
    // LibTorch keeps this by thread, and its optimiser compiles anew for every shape.
    JniUtils.setGraphExecutorOptimize(false);
    try (NDManager scope = program.getNDManager().newSubManager();
        IValue input = tensor(scope, mel, frames)) {
      if (state == null && last) {
        try (IValue wave = call("forward", input)) {
          output.put(samples(scope, wave));
          return null;
        }
      }
      try (IValue none = IValue.listFrom(new PtNDArray[0]);
          IValue first = IValue.from(state == null);
          IValue end = IValue.from(last);
          IValue result =
              call("advance", input, state == null ? none : ((Tensors) state).list, first, end)) {
        IValue[] parts = result.toIValueTuple();
        try (IValue wave = parts[0]) {
          output.put(samples(scope, wave));
          return kept(parts[1], last);
        }
      }
    }
  }

  private static State kept(IValue states, boolean last) {
    if (last) {
      states.close();
      return null;
    }
    return new Tensors(states);
  }

  private IValue call(String method, IValue... arguments) {
    return IValueUtils.runMethod((PtSymbolBlock) program.getBlock(), method, arguments);
  }

  private IValue tensor(NDManager scope, float[] mel, int frames) {
    return IValue.from((PtNDArray) scope.create(mel, new Shape(1, bands, frames)));
  }

  private static float[] samples(NDManager scope, IValue wave) {
    return wave.toTensor((PtNDManager) scope).toFloatArray();
  }

  @Override
  public void close() {
    program.close();
  }
}
