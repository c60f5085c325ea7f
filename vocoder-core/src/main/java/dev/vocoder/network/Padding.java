package dev.vocoder.network;

import dev.vocoder.ConfigException;
import java.util.Locale;

/**
 * How the convolutions of a generator treat the ends of their input. Kernels are in taps, dilations
 * (the distance between taps) and padding in samples.
 *
 * @param mode what ordinary convolutions read beyond the ends
 * @param causal whether convolutions read nothing after their own sample: all of their padding,
 *     (kernel - 1) dilation samples, then lies before it, and transposed convolutions are cut at
 *     the end only
 * @param upsamplingMode what the transposed convolutions of a causal generator read before the
 *     start, {@code ZEROS} or {@code REPLICATE}; {@code ZEROS} for others
 */
public record Padding(PaddingMode mode, boolean causal, PaddingMode upsamplingMode) {
  /** As much on both sides, zeros. */
  public static final Padding ZEROS = new Padding(PaddingMode.ZEROS, false, PaddingMode.ZEROS);

  /** As much on both sides, the mirror image. */
  public static final Padding REFLECT = new Padding(PaddingMode.REFLECT, false, PaddingMode.ZEROS);

  /**
   * Checks that transposed convolutions can read what they are to read.
   *
   * @throws ConfigException if they cannot
   */
  public Padding {
    if (upsamplingMode == PaddingMode.REFLECT || (!causal && upsamplingMode != PaddingMode.ZEROS)) {
      throw new ConfigException(
          "The transposed convolutions of a %s generator cannot read %s before the start; use %s."
              .formatted(
                  causal ? "causal" : "non-causal",
                  name(upsamplingMode),
                  causal ? "zeros or replicate" : "zeros"));
    }
  }

  /**
   * Returns the padding of a causal generator.
   *
   * @param mode what ordinary convolutions read before the start
   * @param upsamplingMode what transposed convolutions read there, {@code ZEROS} or {@code
   *     REPLICATE}
   * @throws ConfigException if it is another
   */
  public static Padding causal(PaddingMode mode, PaddingMode upsamplingMode) {
    return new Padding(mode, true, upsamplingMode);
  }

  /** Returns how many samples before its own a convolution of odd kernel reads. */
  public int before(int kernel, int dilation) {
    return (kernel - 1) * dilation - after(kernel, dilation);
  }

  /** Returns how many samples after its own a convolution of odd kernel reads. */
  public int after(int kernel, int dilation) {
    return causal ? 0 : (kernel - 1) / 2 * dilation;
  }

  /**
   * Returns how many samples are cut off the start of a transposed convolution, so that with {@code
   * kernel - rate} samples cut off in all each input sample makes {@code rate}: half of them, and
   * where they are odd one more; none if it is causal.
   *
   * @param kernel not less than the rate
   * @param rate the upsampling rate
   */
  public int cutStart(int kernel, int rate) {
    return causal ? 0 : (kernel - rate + 1) / 2;
  }

  /** Returns a description for people. */
  @Override
  public String toString() {
    return causal
        ? "%s, causal, upsampling %s".formatted(name(mode), name(upsamplingMode))
        : name(mode);
  }

  private static String name(PaddingMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
