package dev.vocoder;

/**
 * One utterance vocoded while its mel is still being made: frames go in as they come, samples come
 * out as soon as no later frame can change them.
 *
 * <p>Everything returned, joined, is the waveform that {@link Vocoder#melToWave(MelSpectrogram)}
 * gives for all the frames joined, within 1e-5, whatever the sizes of the pushes; in all {@link
 * Vocoder#samplesOf samplesOf(frames)} samples. How many frames the output lags behind depends on
 * the vocoder: a network with a receptive field of c mel frames per side lags by c at most; an
 * iterative method that looks at the whole utterance returns everything at {@link #finish()}.
 *
 * <p>Not thread-safe: one thread pushes. Streams of one vocoder are independent of each other.
 */
public interface VocoderStream extends AutoCloseable {

  /**
   * Takes the next frames.
   *
   * @param frames one frame or more, in the vocoder's {@link Vocoder#melFormat() format} or one
   *     that converts to it exactly
   * @return the samples that have become final, possibly none
   * @throws MelException if the frames do not fit, or would need a smaller {@linkplain
   *     MelFormat#dynamicRange dynamic range}, which only the whole mel tells, of a network's
   *     stream; the stream stays usable
   * @throws VocoderClosedException if the stream is finished or closed, or its vocoder is closed
   * @throws VocoderInterruptedException if this thread is interrupted; none of the frames are taken
   *     then, and the stream is as it was: the same frames may be pushed again
   */
  Waveform push(MelSpectrogram frames);

  /**
   * Ends the utterance.
   *
   * @return the samples still owed, possibly none
   * @throws VocoderClosedException if the stream is finished or closed, or its vocoder is closed
   * @throws VocoderInterruptedException if this thread is interrupted; the stream is as it was, and
   *     may be finished again
   */
  Waveform finish();

  /** Abandons what is not finished and frees what the stream holds. A second call does nothing. */
  @Override
  void close();
}
