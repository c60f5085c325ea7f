package dev.vocoder.network.multiband;

import dev.vocoder.internal.audio.KaiserWindow;
import dev.vocoder.network.SizeChecks;

/**
 * The filters of a pseudo quadrature mirror filter bank, which divides a wave into bands and joins
 * them again almost perfectly: one low-pass prototype, moved to each band by a cosine (Nguyen 1994,
 * "Near-perfect-reconstruction pseudo-QMF banks"; the numbers as in multi-band MelGAN,
 * arXiv:2005.05106).
 *
 * <p>With m = n - taps / 2 and cutoff c, the prototype is p[n] = sin(pi c m) / (pi m) w[n], where
 * p[taps / 2] = c and w is a symmetric Kaiser window of taps + 1 samples. Filter k of K is 2 p[n]
 * cos((2k + 1) pi / (2K) m + phase), with the phase (-1)^k pi / 4 for analysis and its negative for
 * synthesis.
 */
public final class PqmfFilters {
  /** The usual order of the filters, one less than their length. */
  public static final int TAPS = 62;

  /** The usual edge of the prototype for four bands, as a part of half the sample rate. */
  public static final double CUTOFF_RATIO = 0.142;

  /** The usual shape of the Kaiser window. */
  public static final double BETA = 9;

  private static final SizeChecks CHECKS = new SizeChecks("filter bank");

  private PqmfFilters() {}

  /**
   * Designs the filters that divide a wave.
   *
   * @param bands the number of bands, 2 or more
   * @param taps the order of the filters, even, from {@code 2 (bands - 1)} to 4096
   * @param cutoff the edge of the prototype, as a part of half the sample rate, 0 to 1
   * @param beta the shape of the Kaiser window, 0 to 100
   * @return (bands, taps + 1)
   * @throws dev.vocoder.ConfigException if one is out of its range
   */
  public static float[][] analysis(int bands, int taps, double cutoff, double beta) {
    requireOrder(CHECKS, bands, taps);
    return modulated(bands, prototype(taps, cutoff, beta), Math.PI / 4);
  }

  /** Requires filters that are long enough to join the bands, and not too long. */
  static void requireOrder(SizeChecks checks, int bands, int taps) {
    checks.require(bands >= 2, "there are %d bands; use 2 or more", bands);
    checks.taps("the order of the filters", taps);
    checks.require(
        taps % 2 == 0 && taps / 2 >= bands - 1,
        "the order of the filters is %d; for %d bands use an even number from %d on",
        taps,
        bands,
        2L * (bands - 1));
  }

  /**
   * Designs the filters that join bands to a wave; the parameters are those of {@link #analysis}.
   *
   * @return (bands, taps + 1)
   * @throws dev.vocoder.ConfigException if one is out of its range
   */
  public static float[][] synthesis(int bands, int taps, double cutoff, double beta) {
    requireOrder(CHECKS, bands, taps);
    return modulated(bands, prototype(taps, cutoff, beta), -Math.PI / 4);
  }

  private static double[] prototype(int taps, double cutoff, double beta) {
    CHECKS.require(cutoff > 0 && cutoff < 1, "the cutoff is %s; use 0 to 1", cutoff);
    CHECKS.require(beta >= 0 && beta <= 100, "beta of the window is %s; use 0 to 100", beta);
    double[] prototype = new double[taps + 1];
    for (int n = 0; n <= taps; n++) {
      int m = n - taps / 2;
      double ideal = m == 0 ? cutoff : Math.sin(Math.PI * cutoff * m) / (Math.PI * m);
      double place = 2.0 * m / taps; // -1 to 1
      prototype[n] = ideal * KaiserWindow.at(place, beta);
    }
    return prototype;
  }

  private static float[][] modulated(int bands, double[] prototype, double phase) {
    float[][] filters = new float[bands][prototype.length];
    for (int k = 0; k < bands; k++) {
      double turn = k % 2 == 0 ? phase : -phase;
      for (int n = 0; n < prototype.length; n++) {
        int m = n - prototype.length / 2;
        double angle = (2 * k + 1) * Math.PI / (2 * bands) * m + turn;
        filters[k][n] = (float) (2 * prototype[n] * Math.cos(angle));
      }
    }
    return filters;
  }
}
