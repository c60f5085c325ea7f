package dev.vocoder.internal.script;

import dev.vocoder.container.Tensor;

/** The filters of a bank as the weight of a transposed convolution to one channel. */
final class Filters {
  private Filters() {}

  /**
   * Returns the weight.
   *
   * @param filters (channels, kernel)
   * @return (channels, 1, kernel)
   */
  static Tensor weight(float[][] filters) {
    int kernel = filters[0].length;
    float[] values = new float[filters.length * kernel];
    for (int channel = 0; channel < filters.length; channel++) {
      System.arraycopy(filters[channel], 0, values, channel * kernel, kernel);
    }
    return new Tensor(new int[] {filters.length, 1, kernel}, values);
  }
}
