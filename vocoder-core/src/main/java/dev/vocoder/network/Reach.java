package dev.vocoder.network;

/**
 * How many samples beyond its own a stretch of a network's output depends on. It is followed from
 * the output back: each layer widens the reach in its output to that in its input.
 *
 * @param before samples before the stretch's own, 0 or more
 * @param after samples after them, 0 or more
 */
public record Reach(long before, long after) {
  /** No sample but its own. */
  public static final Reach NONE = new Reach(0, 0);

  /**
   * Returns the reach in the input of a convolution whose output has this one.
   *
   * @param kernel the number of taps, odd
   * @param dilation the distance between taps
   * @param padding where it is padded
   */
  public Reach convolved(int kernel, int dilation, Padding padding) {
    return new Reach(
        before + padding.before(kernel, dilation), after + padding.after(kernel, dilation));
  }

  /**
   * Returns the reach in the input of a transposed convolution whose output has this one.
   *
   * @param kernel the number of taps
   * @param rate the upsampling rate
   * @param cutStart how many samples are cut off the start of its output
   */
  public Reach upsampled(int kernel, int rate, int cutStart) {
    // Output t reads the inputs from (t + cutStart - kernel + 1) / rate up to (t + cutStart) /
    // rate;
    // t reaches to -before, and to rate - 1 + after.
    return new Reach((before + kernel - 1 - cutStart) / rate, (after + rate - 1 + cutStart) / rate);
  }

  /** Returns the reach of two stretches together. */
  public Reach and(Reach other) {
    return new Reach(Math.max(before, other.before), Math.max(after, other.after));
  }

  /** Returns the wider of the two sides. */
  public long widest() {
    return Math.max(before, after);
  }
}
