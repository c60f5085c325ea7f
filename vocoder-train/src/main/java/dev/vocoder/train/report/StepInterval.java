package dev.vocoder.train.report;

import dev.vocoder.ConfigException;
import dev.vocoder.train.TrainingRun;

/** Picks the steps that are told: every Nth, and the first and the last of a run. */
final class StepInterval {
  private final long steps;
  private long first;
  private long last;

  /**
   * Begins without a run.
   *
   * @param steps how many steps apart
   * @throws ConfigException if that is not at least 1
   */
  StepInterval(long steps) {
    if (steps < 1) {
      throw new ConfigException(
          "Steps cannot be reported every %d steps; use 1 or more.".formatted(steps));
    }
    this.steps = steps;
  }

  void started(TrainingRun run) {
    first = run.firstStep() + 1;
    last = run.lastStep();
  }

  boolean includes(long step) {
    return step == first || step == last || step % steps == 0;
  }
}
