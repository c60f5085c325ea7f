package dev.vocoder.internal.inference;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.engine.TorchProgram;
import dev.vocoder.internal.engine.TorchProgram.Value;
import dev.vocoder.internal.script.TorchScriptGraph;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.GeneratorConfig;
import java.lang.ref.Cleaner;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;

/** A generator written out as TorchScript and run by LibTorch, a block of mel in one call. */
final class CompiledProgram implements GeneratorProgram {
  private static final int BLOCK_FRAMES = 256;
  private static final int SHORT_STEP = 8;
  private static final int LONG_STEP = 32;
  private static final Cleaner CLEANER = Cleaner.create();

  private final TorchEngine engine = TorchEngine.start();
  private final TorchProgram program;
  private final int bands;
  private final int lag;
  private final int leastFirstFrames;
  private final int parts;

  /** The list of tensors that the program returned. */
  private static final class Tensors implements State {
    private final Value list;

    Tensors(Value list) {
      this.list = list;
      CLEANER.register(this, list::close); // of a stream that nobody closed
    }

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
    leastFirstFrames = graph.leastFirstFrames();
    parts = 1;
    program = new TorchProgram(engine.load(device, graph::writeTo));
    try {
      if (!onGpu()) {
        call("pack").close();
      }
      warmUp(model.config());
    } catch (ai.djl.engine.EngineException e) {
      program.close();
      throw new EngineException(
          "The compiled model cannot be run: %s.".formatted(e.getMessage()), e);
    } catch (RuntimeException e) {
      program.close();
      throw e;
    }
  }

  private CompiledProgram(CompiledProgram whole, int parts) {
    this.program = whole.program;
    this.bands = whole.bands;
    this.lag = whole.lag;
    this.leastFirstFrames = whole.leastFirstFrames;
    this.parts = parts;
  }

  /** Warms up: what LibTorch does at a first call only, happens now. */
  private void warmUp(GeneratorConfig network) {
    int frames = Math.max(SHORT_STEP, network.leastFrames());
    FloatBuffer wave = FloatBuffer.allocate(Math.toIntExact(network.samplesOf(frames)));
    advance(null, new Conditions<>(new float[bands * frames]), frames, true, wave);
  }

  @Override
  public int lag() {
    return lag;
  }

  @Override
  public int leastFirstFrames() {
    return leastFirstFrames;
  }

  @Override
  public int idleThreads() {
    return onGpu() ? 1 : engine.idleThreads();
  }

  @Override
  public GeneratorProgram asOneOf(int parts) {
    return new CompiledProgram(this, parts);
  }

  @Override
  public int blockFrames() {
    return BLOCK_FRAMES;
  }

  @Override
  public State advance(
      State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
    int length = last ? roundLength(Math.max(frames, 1)) : frames;
    try (NDManager scope = program.manager().newSubManager();
        Value input = tensor(scope, next.mel(), frames, length);
        Value padded = Value.of((long) length - frames)) {
      if (state == null && last) {
        try (Value wave = call("whole", input, padded)) {
          put(scope, wave, output);
          return null;
        }
      }
      try (Value none = Value.noTensors();
          Value first = Value.of(state == null);
          Value end = Value.of(last);
          Value result =
              call(
                  "advance",
                  input,
                  state == null ? none : ((Tensors) state).list,
                  first,
                  end,
                  padded)) {
        List<Value> waveAndStates = result.parts();
        State reached = kept(waveAndStates.get(1), last);
        try (Value wave = waveAndStates.get(0)) {
          put(scope, wave, output);
        }
        return reached;
      }
    }
  }

  /**
   * Rounds a number of frames up to one of some forty: oneDNN prepares for each length that it
   * meets, and remembers only so many.
   */
  static int roundLength(int frames) {
    int step = frames <= BLOCK_FRAMES ? SHORT_STEP : LONG_STEP;
    return (frames + step - 1) / step * step;
  }

  private static State kept(Value states, boolean last) {
    if (last) {
      states.close();
      return null;
    }
    return new Tensors(states);
  }

  private Value call(String method, Value... arguments) {
    Supplier<Value> call = () -> program.call(method, arguments);
    return onGpu() ? call.get() : engine.compute(parts, call);
  }

  private boolean onGpu() {
    return program.manager().getDevice().isGpu();
  }

  private Value tensor(NDManager scope, float[] mel, int frames, int length) {
    float[] padded = mel;
    if (length > frames) {
      padded = new float[bands * length];
      for (int band = 0; band < bands; band++) {
        System.arraycopy(mel, band * frames, padded, band * length, frames);
      }
    }
    return Value.of(scope.create(padded, new Shape(1, bands, length)));
  }

  /** Puts as many samples as there is room for, and so none of those of the padding. */
  private static void put(NDManager scope, Value wave, FloatBuffer output) {
    FloatBuffer samples = wave.view(scope);
    output.put(samples.limit(Math.min(samples.limit(), output.remaining())));
  }

  @Override
  public void close() {
    program.close();
  }
}
