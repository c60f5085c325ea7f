package dev.vocoder.internal.script;

import dev.vocoder.container.Tensor;

/** The periodic activation x + height sin^2(frequency x), as programs compute it. */
final class Snake {
  private static final double EPSILON = 1e-9; // the reference's

  private final float[] frequency;
  private final float[] height;

  private Snake(float[] frequency, float[] height) {
    this.frequency = frequency;
    this.height = height;
  }

  /**
   * Returns what a network's parameters say.
   *
   * @param alpha the frequencies or their logarithms
   * @param beta one over the heights or the logarithm of that
   * @param logarithmic whether they are logarithms
   */
  static Snake of(Tensor alpha, Tensor beta, boolean logarithmic) {
    float[] frequency = new float[alpha.values().length];
    float[] height = new float[frequency.length];
    for (int channel = 0; channel < frequency.length; channel++) {
      double a = alpha.values()[channel];
      double b = beta.values()[channel];
      frequency[channel] = (float) (logarithmic ? Math.exp(a) : a);
      height[channel] = (float) (1 / ((logarithmic ? Math.exp(b) : b) + EPSILON));
    }
    return new Snake(frequency, height);
  }

  /** Returns the frequency of each channel, the snake's own array. */
  float[] frequency() {
    return frequency;
  }

  /** Returns the height of each channel, the snake's own array. */
  float[] height() {
    return height;
  }

  /**
   * Returns a filter for each channel by itself.
   *
   * @param filter the taps
   * @param factor what they are multiplied by
   * @param channels the number of channels
   * @return (channels, 1, taps)
   */
  static Tensor repeated(Tensor filter, float factor, int channels) {
    int taps = filter.values().length;
    float[] values = new float[channels * taps];
    for (int i = 0; i < values.length; i++) {
      values[i] = factor * filter.values()[i % taps];
    }
    return new Tensor(new int[] {channels, 1, taps}, values);
  }
}
