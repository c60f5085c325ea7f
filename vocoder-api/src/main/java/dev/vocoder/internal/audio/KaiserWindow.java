package dev.vocoder.internal.audio;

/** The window of Kaiser (1974), I0(beta sqrt(1 - x^2)) / I0(beta). */
public final class KaiserWindow {
  private KaiserWindow() {}

  /**
   * Returns the window's value.
   *
   * @param x where, from -1 to 1
   * @param beta its shape, 0 or more; a rectangle at 0
   */
  public static double at(double x, double beta) {
    return bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
  }

  /** The modified Bessel function I0 by its power series (Abramowitz and Stegun, 9.6.12). */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      double factor = x / (2 * k);
      term *= factor * factor;
      sum += term;
    }
    return sum;
  }
}
