package dev.vocoder.train.optimize;

/**
 * How a number changes in training, a learning rate or the weight of a loss: a function of how far
 * training is, so that a resumed run needs no state of it. Immutable.
 */
@FunctionalInterface
public interface Schedule {
  /** The number stays as it is. */
  Schedule CONSTANT = (initial, step, epoch) -> initial;

  /**
   * Returns the number for the next step.
   *
   * @param initial what the config says: the number at its height
   * @param step how many steps were made, 0 or more
   * @param epoch how often the data were gone through, 0 or more
   */
  double at(double initial, long step, long epoch);

  /**
   * Returns how a number goes on from the value that a checkpoint holds. Most schedules need only
   * the step.
   *
   * @param saved the number for the next step, as it was saved
   * @param step how many steps had been made then
   * @param epoch how often the data had been gone through
   */
  default Schedule resumed(double saved, long step, long epoch) {
    return this;
  }
}
