package dev.vocoder.train.adversarial;

import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.internal.loss.CrossEntropyLoss;
import dev.vocoder.internal.loss.HingeLoss;
import dev.vocoder.internal.loss.LeastSquaresLoss;

/** What generators and discriminators play for; D is a discriminator's score. */
public enum GanLoss {
  /** Least squares (Mao et al. 2017): D towards 1 and 0, the generator's towards 1. */
  LEAST_SQUARES,
  /**
   * Cross entropy, where D is a logit (Goodfellow et al. 2014, eq. 1), the generator's in the form
   * that does not saturate (section 3).
   */
  CROSS_ENTROPY,
  /** Cross entropy where the generator plays the same game, which saturates. */
  MINIMAX,
  /** Hinge (Lim and Ye 2017). */
  HINGE;

  AdversarialLoss formula() {
    return switch (this) {
      case LEAST_SQUARES -> new LeastSquaresLoss();
      case CROSS_ENTROPY -> new CrossEntropyLoss(false);
      case MINIMAX -> new CrossEntropyLoss(true);
      case HINGE -> new HingeLoss();
    };
  }
}
