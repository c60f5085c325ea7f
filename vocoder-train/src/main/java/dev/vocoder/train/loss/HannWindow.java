package dev.vocoder.train.loss;

/** Windows of Fourier transforms. */
final class HannWindow {
  private HannWindow() {}

  /**
   * Returns a periodic Hann window in the middle of zeros.
   *
   * @param size its length
   * @param fftSize the length with the zeros, at least as long
   */
  static float[] centred(int size, int fftSize) {
    float[] window = new float[fftSize];
    int start = (fftSize - size) / 2;
    for (int i = 0; i < size; i++) {
      window[start + i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    return window;
  }
}
