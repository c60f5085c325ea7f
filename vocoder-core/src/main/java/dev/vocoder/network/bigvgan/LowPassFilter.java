package dev.vocoder.network.bigvgan;

import dev.vocoder.internal.audio.KaiserWindow;

/**
 * The filter between a signal and the one of twice its rate: a sinc of a cutoff at a quarter of the
 * doubled rate under a Kaiser window, its taps of sum 1. The window's shape follows from the
 * attenuation that its length and the half-width of the transition give (Kaiser 1974): A = 2.285
 * (taps / 2 - 1) pi 4 half-width + 7.95.
 */
final class LowPassFilter {
  /** The number of taps. */
  static final int TAPS = 12;

  private static final double CUTOFF = 0.25; // of the doubled rate
  private static final double HALF_WIDTH = 0.3;

  private LowPassFilter() {}

  /** Returns the taps. */
  static float[] taps() {
    double attenuation = 2.285 * (TAPS / 2 - 1) * Math.PI * 4 * HALF_WIDTH + 7.95;
    double beta = 0.1102 * (attenuation - 8.7); // for attenuations above 50 dB
    double middle = (TAPS - 1) / 2.0;
    double[] taps = new double[TAPS];
    double sum = 0;
    for (int n = 0; n < TAPS; n++) {
      double x = Math.PI * 2 * CUTOFF * (n - middle); // never 0: the taps are even
      taps[n] = Math.sin(x) / x * KaiserWindow.at((n - middle) / middle, beta);
      sum += taps[n];
    }
    float[] scaled = new float[TAPS];
    for (int n = 0; n < TAPS; n++) {
      scaled[n] = (float) (taps[n] / sum);
    }
    return scaled;
  }
}
