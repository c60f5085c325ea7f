package dev.vocoder.internal.inference;

import dev.vocoder.EngineException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderInterruptedException;
import dev.vocoder.internal.inference.GeneratorProgram.State;
import dev.vocoder.internal.inference.GeneratorProgram.Step;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.GeneratorConfig;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * A mel that a program vocodes block by block. Holds native memory until it is closed or its last
 * frame is vocoded.
 */
final class Utterance implements AutoCloseable {
  private final GeneratorProgram program;
  private final MelFormat format;
  private final GeneratorConfig network;
  private MelSpectrogram waiting; // frames too few to begin with, or null
  private State state; // null before the first block
  private long frames; // that the program has taken
  private long samples; // that it has given

  /**
   * Begins a mel.
   *
   * @param program what vocodes it
   * @param format the format of its frames
   * @param network the sizes of what it runs
   */
  Utterance(GeneratorProgram program, MelFormat format, GeneratorConfig network) {
    this.program = program;
    this.format = format;
    this.network = network;
  }

  /** What frames would change, computed and not yet taken. Holds native memory. */
  static final class Taken {
    private final MelSpectrogram waiting;
    private final State reached;
    private final int count;
    private final float[] samples;

    private Taken(MelSpectrogram waiting, State reached, int count, float[] samples) {
      this.waiting = waiting;
      this.reached = reached;
      this.count = count;
      this.samples = samples;
    }
  }

  /**
   * Takes the next frames. If that fails, they are not taken, and the mel may go on with others.
   *
   * @param next one frame or more
   * @param last whether the mel ends with them
   * @return the samples that have become final
   * @throws VocoderInterruptedException if this thread is interrupted, between two blocks
   */
  float[] take(MelSpectrogram next, boolean last) {
    return commit(compute(next, last));
  }

  /**
   * Computes what {@link #take} would return.
   *
   * @return to be given to {@link #commit} or {@link #drop} before anything else is taken
   */
  Taken compute(MelSpectrogram next, boolean last) {
    MelSpectrogram mel = withWaiting(next);
    return waits(mel, last)
        ? new Taken(mel, state, 0, new float[0])
        : vocode(mel.values(), mel.frames(), last);
  }

  private MelSpectrogram withWaiting(MelSpectrogram next) {
    return waiting == null ? next : waiting.append(next);
  }

  private boolean waits(MelSpectrogram mel, boolean last) {
    return !last && frames == 0 && mel.frames() <= framesBeforeStart();
  }

  /** Takes frames, and returns the samples that have become final. */
  float[] commit(Taken taken) {
    if (state != taken.reached) {
      close();
      state = taken.reached;
    }
    waiting = taken.waiting;
    frames += taken.count;
    samples += taken.samples.length;
    return taken.samples;
  }

  /** Frees what was computed, as if it had not been. */
  void drop(Taken taken) {
    closeUnlessCurrent(taken.reached);
  }

  /**
   * Returns what a program can compute of the next frames together with those of other mels, or
   * empty if they are better taken by themselves.
   */
  Optional<Step> step(MelSpectrogram next, boolean last) {
    MelSpectrogram mel = withWaiting(next);
    int count = mel.frames();
    if (count > program.batchFrames()
        || waits(mel, last)
        || (last && frames == 0 && count < network.leastFrames())) {
      return Optional.empty();
    }
    FloatBuffer output = FloatBuffer.allocate(samplesOf(count, last));
    return Optional.of(new Step(state, new Conditions<>(mel.values()), count, output));
  }

  /** Returns what a step has come to; to be committed or dropped. */
  Taken after(Step step, State reached) {
    return new Taken(null, reached, step.frames(), step.output().array());
  }

  /** Returns how many frames are too few to begin with when more may come. */
  private int framesBeforeStart() {
    int least = Math.max(program.leastFirstFrames(), network.leastFrames());
    return Math.max(program.lag() / network.hopSize(), least - 1);
  }

  /** Returns the samples still owed, when no more frames come. */
  float[] finish() {
    if (waiting != null) {
      return commit(vocode(waiting.values(), waiting.frames(), true));
    }
    return frames == 0 ? new float[0] : commit(vocode(new float[0], 0, true));
  }

  /** Returns how many samples become final with the next frames. */
  private int samplesOf(int count, boolean last) {
    long made =
        last
            ? network.samplesOf(frames + count)
            : (frames + count) * network.hopSize() - program.lag();
    return Math.toIntExact(made - samples);
  }

  private Taken vocode(float[] mel, int count, boolean last) {
    float[] output = new float[samplesOf(count, last)];
    FloatBuffer rest = FloatBuffer.wrap(output);
    State reached = state;
    int from = 0;
    try {
      if (last && frames == 0 && count < network.leastFrames()) {
        requireNoInterrupt(0, count);
        vocodeHeld(mel, count, rest);
      } else {
        do {
          int to = blockEnd(from, count);
          boolean end = last && to == count;
          State before = reached;
          requireNoInterrupt(from, count);
          Conditions<float[]> next = new Conditions<>(columns(mel, count, from, to));
          reached = program.advance(before, next, to - from, end, rest);
          closeUnlessCurrent(before);
          from = to;
        } while (from < count);
      }
      requireNumbers(output);
    } catch (ai.djl.engine.EngineException e) {
      closeUnlessCurrent(reached);
      throw failure(count, e);
    } catch (RuntimeException e) {
      closeUnlessCurrent(reached);
      throw e;
    }
    return new Taken(null, reached, count, output);
  }

  /** Returns the exception for a failure of LibTorch. */
  static EngineException failure(int count, ai.djl.engine.EngineException cause) {
    return new EngineException(
        "LibTorch failed to vocode %d frames: %s".formatted(count, cause.getMessage()), cause);
  }

  /** Throws if this thread is interrupted, telling how many of some frames are vocoded. */
  static void requireNoInterrupt(int done, int count) {
    if (Thread.currentThread().isInterrupted()) {
      throw new VocoderInterruptedException(
          "The thread was interrupted when %d of %d frames were vocoded; the call returns nothing."
              .formatted(done, count));
    }
  }

  /** Vocodes a whole mel that is too short for the network, its last frame held. */
  private void vocodeHeld(float[] mel, int count, FloatBuffer output) {
    int leastFrames = network.leastFrames();
    float[] held = new float[format.bands() * leastFrames];
    for (int band = 0; band < format.bands(); band++) {
      for (int frame = 0; frame < leastFrames; frame++) {
        held[band * leastFrames + frame] = mel[band * count + Math.min(frame, count - 1)];
      }
    }
    FloatBuffer wave = FloatBuffer.allocate(Math.toIntExact(network.samplesOf(leastFrames)));
    program.advance(null, new Conditions<>(held), leastFrames, true, wave);
    output.put(wave.array(), 0, output.remaining());
  }

  /** Returns where a block ends that begins at a frame: no block is shorter for being the last. */
  private int blockEnd(int from, int count) {
    int block = Math.max(program.blockFrames(), framesBeforeStart() + 1);
    return count - from < 2L * block ? count : from + block;
  }

  private float[] columns(float[] mel, int count, int from, int to) {
    if (from == 0 && to == count) {
      return mel;
    }
    float[] columns = new float[format.bands() * (to - from)];
    for (int band = 0; band < format.bands(); band++) {
      System.arraycopy(mel, band * count + from, columns, band * (to - from), to - from);
    }
    return columns;
  }

  /** Throws if the network has given no numbers. */
  void requireNumbers(float[] wave) {
    for (float sample : wave) {
      if (Float.isNaN(sample)) {
        throw new MelException(
            "The network gives NaN for this mel; its values are far outside what %s holds."
                .formatted(format));
      }
    }
  }

  private void closeUnlessCurrent(State reached) {
    if (reached != null && reached != state) {
      reached.close();
    }
  }

  @Override
  public void close() {
    if (state != null) {
      state.close();
      state = null;
    }
  }
}
