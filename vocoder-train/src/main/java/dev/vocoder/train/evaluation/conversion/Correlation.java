package dev.vocoder.train.evaluation.conversion;

import java.util.Arrays;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/** Pearson's correlation coefficient of two contours. */
final class Correlation {
  private Correlation() {}

  /**
   * Returns sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)² sum (y - mean y)²), -1 to 1, of
   * the beginnings of two contours, as far as both go; 0 where one of them does not change.
   */
  static double of(double[] x, double[] y) {
    int length = Math.min(x.length, y.length);
    if (length < 2) {
      return 0;
    }
    double correlation =
        new PearsonsCorrelation().correlation(Arrays.copyOf(x, length), Arrays.copyOf(y, length));
    return Double.isNaN(correlation) ? 0 : correlation;
  }
}
