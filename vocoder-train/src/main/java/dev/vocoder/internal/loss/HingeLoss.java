package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * The hinge loss (Lim and Ye 2017; MelGAN, eq. 1 and 2), with means over positions:
 *
 * <ul>
 *   <li>discriminator: E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(s)))]
 *   <li>generator: -E[D(G(s))]
 *   <li>generator, clipped as Vocos has it: E[max(0, 1 - D(G(s)))]
 * </ul>
 */
public final class HingeLoss implements AdversarialLoss {
  private final boolean clipped;

  /**
   * Creates the loss.
   *
   * @param clipped whether the generator gains nothing from scores above 1
   */
  public HingeLoss(boolean clipped) {
    this.clipped = clipped;
  }

  @Override
  public NDArray real(NDArray real) {
    return Activation.relu(real.neg().add(1)).mean();
  }

  @Override
  public NDArray fake(NDArray generated) {
    return Activation.relu(generated.add(1)).mean();
  }

  @Override
  public NDArray generator(NDArray generated) {
    return clipped ? real(generated) : generated.mean().neg();
  }
}
