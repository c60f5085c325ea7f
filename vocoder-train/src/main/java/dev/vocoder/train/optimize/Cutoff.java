package dev.vocoder.train.optimize;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * Constant, then 0 from a step on, as the weight of CycleGAN-VC's identity loss (Kaneko and Kameoka
 * 2018, section 4.1: after 10 000 steps).
 *
 * @param steps how many steps are made at full height, 0 or more
 */
public record Cutoff(long steps) implements Schedule {
  /** Checks the number. */
  public Cutoff {
    ConfigRange.require(steps >= 0, "steps", (double) steps, "0 or more");
  }

  @Override
  public double at(double initial, long step, long epoch) {
    return step < steps ? initial : 0;
  }
}
