package dev.vocoder.train.adversarial;

import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.internal.loss.CrossEntropyLoss;
import dev.vocoder.internal.loss.HingeLoss;
import dev.vocoder.internal.loss.LeastSquaresLoss;

/** The adversarial losses; D is a discriminator's score. */
public enum GanLoss {
  /**
   * Least squares (Mao et al. 2017): the discriminator learns D = 1 on real and 0 on generated
   * samples, the generator D = 1 on its own.
   */
  LEAST_SQUARES,
  /**
   * Cross entropy, where D is a logit (Goodfellow et al. 2014, eq. 1), for the generator in the
   * form that does not saturate (section 3).
   */
  CROSS_ENTROPY,
  /** Cross entropy in its minimax form, where the generator's gradient saturates. */
  MINIMAX,
  /** Hinge (Lim and Ye 2017). */
  HINGE;

  AdversarialLoss formula() {
    return switch (this) {
      case LEAST_SQUARES -> new LeastSquaresLoss();
      case CROSS_ENTROPY -> new CrossEntropyLoss(false);
      case MINIMAX -> new CrossEntropyLoss(true);
      case HINGE -> new HingeLoss(false);
    };
  }
}
