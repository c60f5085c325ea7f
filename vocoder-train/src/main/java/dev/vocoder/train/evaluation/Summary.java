package dev.vocoder.train.evaluation;

import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The values of several clips, summarised.
 *
 * @param clips how many there are, at least 1
 * @param mean their mean
 * @param interval half the width of the mean's 95 % confidence interval by Student's t; empty for
 *     one clip
 */
public record Summary(int clips, double mean, OptionalDouble interval) {
  private static final double UPPER_TAIL = 0.975;

  /**
   * Summarises values.
   *
   * @param values one for each clip, at least one
   */
  public static Summary of(double... values) {
    SummaryStatistics statistics = new SummaryStatistics();
    for (double value : values) {
      statistics.addValue(value);
    }
    return new Summary(values.length, statistics.getMean(), interval(statistics));
  }

  private static OptionalDouble interval(SummaryStatistics statistics) {
    double count = (double) statistics.getN();
    if (count < 2) {
      return OptionalDouble.empty();
    }
    double t = new TDistribution(count - 1).inverseCumulativeProbability(UPPER_TAIL);
    return OptionalDouble.of(t * statistics.getStandardDeviation() / Math.sqrt(count));
  }
}
