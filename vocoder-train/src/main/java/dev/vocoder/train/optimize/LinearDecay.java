package dev.vocoder.train.optimize;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * Constant, then falls in a straight line to 0 and stays there, as CycleGAN's rates do (Zhu et al.
 * 2017, section 4).
 *
 * @param constantSteps how many steps are made at full height, 0 or more
 * @param decaySteps how many steps later it is 0, 1 or more
 */
public record LinearDecay(long constantSteps, long decaySteps) implements Schedule {
  /** Checks the numbers. */
  public LinearDecay {
    ConfigRange.require(constantSteps >= 0, "constant_steps", (double) constantSteps, "0 or more");
    ConfigRange.require(decaySteps >= 1, "decay_steps", (double) decaySteps, "1 or more");
  }

  @Override
  public double at(double initial, long step, long epoch) {
    double fallen = (double) Math.max(0, step - constantSteps) / decaySteps;
    return initial * Math.max(0, 1 - fallen);
  }
}
