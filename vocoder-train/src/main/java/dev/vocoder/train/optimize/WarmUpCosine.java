package dev.vocoder.train.optimize;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * Rises from 0 in a straight line, then falls along half a cosine to a floor and stays there. With
 * a floor of 0 it is as Vocos's rates are, whose reference takes {@code
 * get_cosine_schedule_with_warmup} of Hugging Face's transformers.
 *
 * @param warmUpSteps after how many steps the height is reached, 0 or more
 * @param lastStep after how many steps the floor is reached, more than that
 * @param floor the part of the height that remains in the end, 0 or more and less than 1
 */
public record WarmUpCosine(long warmUpSteps, long lastStep, double floor) implements Schedule {
  /** Checks the numbers. */
  public WarmUpCosine {
    ConfigRange.require(warmUpSteps >= 0, "lr_warm_up_steps", (double) warmUpSteps, "0 or more");
    ConfigRange.require(
        lastStep > warmUpSteps,
        "lr_last_step",
        (double) lastStep,
        "more than " + warmUpSteps + " of warm-up");
    ConfigRange.require(floor >= 0 && floor < 1, "lr_floor", floor, "0 or more and less than 1");
  }

  /** Falls to 0. */
  public WarmUpCosine(long warmUpSteps, long lastStep) {
    this(warmUpSteps, lastStep, 0);
  }

  @Override
  public double at(double initial, long step, long epoch) {
    if (step < warmUpSteps) {
      return initial * ((double) step / warmUpSteps);
    }
    double done = Math.min(1, (double) (step - warmUpSteps) / (lastStep - warmUpSteps));
    return initial * (floor + (1 - floor) * (0.5 * (1 + Math.cos(Math.PI * done))));
  }
}
