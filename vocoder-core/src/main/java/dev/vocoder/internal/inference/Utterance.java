package dev.vocoder.internal.inference;

import dev.vocoder.EngineException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderInterruptedException;
import dev.vocoder.internal.inference.GeneratorProgram.State;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.GeneratorConfig;
import java.nio.FloatBuffer;

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

  /**
   * Takes the next frames. If that fails, they are not taken, and the mel may go on with others.
   *
   * @param next one frame or more
   * @param last whether the mel ends with them
   * @return the samples that have become final
   * @throws VocoderInterruptedException if this thread is interrupted, between two blocks
   */
  float[] take(MelSpectrogram next, boolean last) {
    MelSpectrogram mel = waiting == null ? next : waiting.append(next);
    if (!last && frames == 0 && mel.frames() <= framesBeforeStart()) {
      waiting = mel;
      return new float[0];
    }
    float[] output = vocode(mel.values(), mel.frames(), last);
    waiting = null;
    return output;
  }

  /** Returns how many frames are too few to begin with when more may come. */
  private int framesBeforeStart() {
    int least = Math.max(program.leastFirstFrames(), network.leastFrames());
    return Math.max(program.lag() / network.hopSize(), least - 1);
  }

  /** Returns the samples still owed, when no more frames come. */
  float[] finish() {
    if (waiting != null) {
      return vocode(waiting.values(), waiting.frames(), true);
    }
    return frames == 0 ? new float[0] : vocode(new float[0], 0, true);
  }

  private float[] vocode(float[] mel, int count, boolean last) {
    long made =
        last
            ? network.samplesOf(frames + count)
            : (frames + count) * network.hopSize() - program.lag();
    float[] output = new float[Math.toIntExact(made - samples)];
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
      throw new EngineException(
          "LibTorch failed to vocode %d frames: %s".formatted(count, e.getMessage()), e);
    } catch (RuntimeException e) {
      closeUnlessCurrent(reached);
      throw e;
    }
    close();
    state = reached;
    frames += count;
    samples += output.length;
    return output;
  }

  private static void requireNoInterrupt(int done, int count) {
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

  private void requireNumbers(float[] wave) {
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
