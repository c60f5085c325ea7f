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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** A generator written out as TorchScript and run by LibTorch, a block of mel in one call. */
final class CompiledProgram implements GeneratorProgram {
  private static final int BLOCK_FRAMES = 256;
  private static final double BATCH_WORK = 1e9; // multiplications of a mel in a batch, at most
  private static final int BATCH_FRAMES = 64;
  private static final int SHORT_STEP = 8;
  private static final int LONG_STEP = 32;
  private static final Cleaner CLEANER = Cleaner.create();

  private final TorchEngine engine = TorchEngine.start();
  private final TorchProgram program;
  private final int bands;
  private final int lag;
  private final int leastFirstFrames;
  private final int batchFrames;
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
    batchFrames = (int) Math.min(BATCH_FRAMES, BATCH_WORK / MultiplyAdds.perFrame(model.config()));
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
    this.batchFrames = whole.batchFrames;
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

  /**
   * Returns for how many frames a batch pays, measured on two busy cores (AMD EPYC), milliseconds a
   * mel of 8 calls of two threads one by one, in one call of two threads, and two of one thread at
   * once: V2, of 8 frames 16, 4.3 and 13, of 32 frames 22, 13 and 17, of 128 frames 52, 58 and 52;
   * Vocos of 64 frames 44, 31 and 43, of 128 frames 75, 61 and 96; V1 of 8 frames 52, 43 and 63, of
   * 32 frames no less. What a call costs besides its multiplications is shared; so what counts is
   * how many these are.
   */
  @Override
  public int batchFrames() {
    return batchFrames;
  }

  @Override
  public State advance(
      State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
    return advanceTogether(List.of(new Step(state, next, frames, output)), last).get(0);
  }

  @Override
  public List<State> advanceTogether(List<Step> steps, boolean last) {
    int most = steps.stream().mapToInt(Step::frames).max().orElseThrow();
    int length = last ? roundLength(Math.max(most, 1)) : most;
    boolean first = steps.get(0).state() == null;
    try (NDManager scope = program.manager().newSubManager();
        Value input = tensor(scope, steps, length);
        Value padded = padded(steps, length)) {
      if (first && last) {
        try (Value wave = call("whole", input, padded)) {
          put(scope, wave, steps);
          return noStates(steps);
        }
      }
      try (Value states = states(steps);
          Value begins = Value.of(first);
          Value ends = Value.of(last);
          Value result = call("advance", input, states, begins, ends, padded)) {
        List<Value> waveAndStates = result.parts();
        try (Value wave = waveAndStates.get(0);
            Value reached = waveAndStates.get(1)) {
          put(scope, wave, steps);
          return last ? noStates(steps) : states(reached, steps.size());
        }
      }
    }
  }

  private static List<State> noStates(List<Step> steps) {
    return Collections.nCopies(steps.size(), null);
  }

  private static Value states(List<Step> steps) {
    if (steps.get(0).state() == null) {
      try (Value none = Value.noTensors()) {
        return Value.of(List.of(none)); // an empty list has no type
      }
    }
    return Value.of(steps.stream().map(step -> ((Tensors) step.state()).list).toList());
  }

  private List<State> states(Value reached, int count) {
    List<State> states = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (Value index = Value.of((long) i)) {
        states.add(new Tensors(program.call("state", reached, index)));
      }
    }
    return states;
  }

  /** Returns how many frames pad each mel, or only one number if they are the same. */
  private static Value padded(List<Step> steps, int length) {
    long[] padded = steps.stream().mapToLong(step -> length - step.frames()).toArray();
    boolean alike = Arrays.stream(padded).distinct().count() == 1;
    return alike ? Value.ofNumbers(padded[0]) : Value.ofNumbers(padded);
  }

  /**
   * Rounds a number of frames up to one of some forty: oneDNN prepares for each length that it
   * meets, and remembers only so many.
   */
  static int roundLength(int frames) {
    int step = frames <= BLOCK_FRAMES ? SHORT_STEP : LONG_STEP;
    return (frames + step - 1) / step * step;
  }

  private Value call(String method, Value... arguments) {
    Supplier<Value> call = () -> program.call(method, arguments);
    return onGpu() ? call.get() : engine.compute(parts, call);
  }

  private boolean onGpu() {
    return program.manager().getDevice().isGpu();
  }

  private Value tensor(NDManager scope, List<Step> steps, int length) {
    float[] mels = steps.get(0).next().mel();
    if (steps.size() > 1 || length > steps.get(0).frames()) {
      mels = new float[steps.size() * bands * length];
      int row = 0;
      for (Step step : steps) {
        for (int band = 0; band < bands; band++, row++) {
          System.arraycopy(
              step.next().mel(), band * step.frames(), mels, row * length, step.frames());
        }
      }
    }
    return Value.of(scope.create(mels, new Shape(steps.size(), bands, length)));
  }

  /** Puts as many samples as there is room for, and so none of those of the padding. */
  private static void put(NDManager scope, Value waves, List<Step> steps) {
    FloatBuffer samples = waves.view(scope);
    int each = samples.limit() / steps.size();
    for (int i = 0; i < steps.size(); i++) {
      FloatBuffer output = steps.get(i).output();
      output.put(samples.slice(i * each, Math.min(each, output.remaining())));
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
