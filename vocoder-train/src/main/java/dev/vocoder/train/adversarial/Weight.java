package dev.vocoder.train.adversarial;

import dev.vocoder.internal.optimize.ConfigRange;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.optimize.Cutoff;
import dev.vocoder.train.optimize.Schedule;

/**
 * The weight of a loss, which may change with the step.
 *
 * @param value its full value, 0 or more; a loss of weight 0 is not computed
 * @param schedule how it changes
 */
public record Weight(double value, Schedule schedule) {
  /**
   * Checks the value.
   *
   * @throws dev.vocoder.ConfigException if it is negative, infinite or not a number
   */
  public Weight {
    ConfigRange.require(
        value >= 0 && value < Double.POSITIVE_INFINITY, "weight", value, "0 or more");
  }

  /** Returns a constant weight. */
  public static Weight of(double value) {
    return new Weight(value, Schedule.CONSTANT);
  }

  /**
   * Returns the same weight, which is 0 from a step on.
   *
   * @param steps for how many steps it holds
   */
  public Weight until(long steps) {
    return new Weight(value, new Cutoff(steps));
  }

  double at(TrainingState state) {
    return schedule.at(value, state.step(), state.epoch());
  }
}
