package dev.vocoder.internal.audio;

/**
 * Samples at a rate which whoever made them gives up: nobody writes to the array any more, and so
 * who takes it need not copy it.
 *
 * @param values the samples
 * @param rate samples per second, in hertz
 */
@SuppressWarnings("ArrayRecordComponent") // handed from maker to taker, never compared
public record OwnedSamples(float[] values, int rate) {
  /** The longest that is read or resampled to: 1 GiB of samples, 3 h at 22 050 Hz. */
  public static final int MAX_LENGTH = 1 << 28;
}
