package dev.vocoder.internal.inference;

import dev.vocoder.network.Conditions;
import java.nio.FloatBuffer;
import java.util.List;

/** A generator with its weights on a device, ready to run. Thread-safe but for closing. */
interface GeneratorProgram extends AutoCloseable {

  /** What must be remembered of the blocks of a mel to go on with the next. */
  interface State extends AutoCloseable {

    /** Frees it. */
    @Override
    void close();
  }

  /** Returns how many samples fewer than frames x hop are final before the last block. */
  int lag();

  /** Returns the fewest frames of a first block that is not the last as well. */
  default int leastFirstFrames() {
    return 1;
  }

  /** Returns over how many threads a mel that arrives now is best spread. */
  int idleThreads();

  /**
   * Returns this program for one of several threads that vocode parts of a mel together.
   *
   * @param parts how many threads
   * @return the same program, which only this one's {@link #close()} frees
   */
  GeneratorProgram asOneOf(int parts);

  /** Returns the number of frames of a block that this program is fastest with. */
  int blockFrames();

  /**
   * Runs the network on the next block of a mel.
   *
   * @param state what the block before gave, not closed; null for the first
   * @param next the next frames, band-major: (bands, frames)
   * @param frames how many; the first block makes more than {@link #lag()} samples and has {@link
   *     #leastFirstFrames()}, or is the last; it has as many as the network takes
   * @param last whether the mel ends with it
   * @param output where the samples go that have become final
   * @return what to go on with, owned by the caller; null after the last block
   */
  State advance(
      State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output);

  /**
   * Returns up to how many frames a block is computed faster together with others of its length
   * than by itself; 0 if none is.
   */
  default int batchFrames() {
    return 0;
  }

  /**
   * One mel's part in a call for several.
   *
   * @param state as for {@link #advance}
   * @param next as for {@link #advance}
   * @param frames as for {@link #advance}
   * @param output as for {@link #advance}
   */
  record Step(State state, Conditions<float[]> next, int frames, FloatBuffer output) {}

  /**
   * Runs the network on the next blocks of several mels, in one call. Either all of them are first
   * blocks or none is.
   *
   * @param steps of each mel; if they are not the last ones, all have as many frames
   * @param last whether the mels end with them
   * @return what to go on with of each; each is null after the last block
   */
  default List<State> advanceTogether(List<Step> steps, boolean last) {
    throw new UnsupportedOperationException("this program computes one block at a time");
  }

  /** Frees the weights. */
  @Override
  void close();
}
