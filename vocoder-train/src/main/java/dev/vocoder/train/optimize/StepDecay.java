package dev.vocoder.train.optimize;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * Falls by a factor with each step, as BigVGAN's rates do (its published configs say 0.9999996). A
 * power, which differs from PyTorch's product of as many factors by its rounding.
 *
 * @param factor what remains after a step, more than 0 and at most 1
 */
public record StepDecay(double factor) implements Schedule {
  /** Checks the number. */
  public StepDecay {
    ConfigRange.require(
        factor > 0 && factor <= 1, EpochDecay.KEY, factor, "more than 0 and at most 1");
  }

  @Override
  public double at(double initial, long step, long epoch) {
    return initial * Math.pow(factor, (double) step);
  }
}
