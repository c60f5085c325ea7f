package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * The original loss (Goodfellow et al. 2014, eq. 1), where a score is the logit of the probability
 * p = sigmoid(D) of being real, with means over positions:
 *
 * <ul>
 *   <li>discriminator: -E[log p(x)] - E[log(1 - p(G(s)))]
 *   <li>generator, non-saturating (section 3): -E[log p(G(s))]
 *   <li>generator, minimax: E[log(1 - p(G(s)))]
 * </ul>
 */
public final class CrossEntropyLoss implements AdversarialLoss {
  private final boolean minimax;

  /**
   * Creates the loss.
   *
   * @param minimax whether the generator plays the minimax game itself, whose gradient vanishes
   *     while the discriminator wins, instead of the non-saturating form
   */
  public CrossEntropyLoss(boolean minimax) {
    this.minimax = minimax;
  }

  @Override
  public NDArray real(NDArray real) {
    return minusLog(real);
  }

  @Override
  public NDArray fake(NDArray generated) {
    return minusLog(generated.neg());
  }

  @Override
  public NDArray generator(NDArray generated) {
    return minimax ? minusLog(generated.neg()).neg() : minusLog(generated);
  }

  /** Returns E[-log sigmoid(x)], which is E[softplus(-x)]. */
  private static NDArray minusLog(NDArray logit) {
    return Activation.softPlus(logit.neg()).mean();
  }
}
