package dev.vocoder.train.optimize;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * Falls by a factor with each epoch, as HiFi-GAN's rates do (section 3.1). It is multiplied epoch
 * by epoch, as PyTorch's {@code ExponentialLR} does, whose rounding differs from a power's. A
 * resumed run goes on from the number that was saved, whatever the config says by then.
 *
 * @param factor what remains after an epoch, more than 0 and at most 1
 */
public record EpochDecay(double factor) implements Schedule {
  /** What configs call the factor. */
  static final String KEY = "lr_decay";

  /** Checks the number. */
  public EpochDecay {
    ConfigRange.require(factor > 0 && factor <= 1, KEY, factor, "more than 0 and at most 1");
  }

  @Override
  public double at(double initial, long step, long epoch) {
    double value = initial;
    for (long i = 0; i < epoch; i++) {
      value *= factor;
    }
    return value;
  }

  @Override
  public Schedule resumed(double saved, long step, long epoch) {
    return (initial, laterStep, laterEpoch) -> at(saved, laterStep, laterEpoch - epoch);
  }
}
