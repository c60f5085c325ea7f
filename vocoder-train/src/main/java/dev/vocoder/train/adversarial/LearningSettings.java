package dev.vocoder.train.adversarial;

import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.optimize.Schedule;

/**
 * How a group of networks learns.
 *
 * @param adam the optimiser's settings
 * @param schedule how its learning rate changes
 * @param limit how large gradients may be
 */
public record LearningSettings(AdamW.Settings adam, Schedule schedule, GradientLimit limit) {

  /**
   * Returns Adam as most of these networks are published with it: betas 0.5 and 0.999, at a
   * constant rate.
   *
   * @param rate the learning rate
   */
  public static LearningSettings adam(double rate) {
    return new LearningSettings(
        new AdamW.Settings(rate, 0.5, 0.999, AdamW.Settings.EPSILON, 0),
        Schedule.CONSTANT,
        GradientLimit.NONE);
  }

  /** Returns the same at a rate that changes. */
  public LearningSettings with(Schedule other) {
    return new LearningSettings(adam, other, limit);
  }
}
