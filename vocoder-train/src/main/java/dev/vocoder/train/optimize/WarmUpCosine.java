package dev.vocoder.train.optimize;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * Rises from 0 in a straight line, then falls to 0 along half a cosine and stays there, as Vocos's
 * rates do, whose reference takes {@code get_cosine_schedule_with_warmup} of Hugging Face's
 * transformers.
 *
 * @param warmUpSteps after how many steps the height is reached, 0 or more
 * @param lastStep after how many steps it is 0 again, more than that
 */
public record WarmUpCosine(long warmUpSteps, long lastStep) implements Schedule {
  /** Checks the numbers. */
  public WarmUpCosine {
    ConfigRange.require(warmUpSteps >= 0, "warm_up_steps", (double) warmUpSteps, "0 or more");
    ConfigRange.require(
        lastStep > warmUpSteps,
        "last_step",
        (double) lastStep,
        "more than " + warmUpSteps + " of warm-up");
  }

  @Override
  public double at(double initial, long step, long epoch) {
    if (step < warmUpSteps) {
      return initial * ((double) step / warmUpSteps);
    }
    double done = Math.min(1, (double) (step - warmUpSteps) / (lastStep - warmUpSteps));
    return initial * 0.5 * (1 + Math.cos(Math.PI * done));
  }
}
