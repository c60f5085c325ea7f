package dev.vocoder.train.report;

import dev.vocoder.train.StepReport;

/** The mean time of the steps since it was last asked for. */
final class Pace {
  private double seconds;
  private long steps;
  private double last;

  /** Counts a step. */
  void add(StepReport step) {
    seconds += step.seconds();
    steps++;
  }

  /** Returns the mean in seconds and begins anew; the last mean if there was no step since. */
  double take() {
    if (steps > 0) {
      last = seconds / steps;
      seconds = 0;
      steps = 0;
    }
    return last;
  }
}
