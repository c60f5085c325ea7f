package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;

/**
 * Least squares (Mao et al. 2017; HiFi-GAN, eq. 1 and 2), with means over positions:
 *
 * <ul>
 *   <li>discriminator: E[(D(x) - 1)^2] + E[D(G(s))^2]
 *   <li>generator: E[(D(G(s)) - 1)^2]
 * </ul>
 */
public final class LeastSquaresLoss implements AdversarialLoss {
  /** Creates the loss. */
  public LeastSquaresLoss() {}

  @Override
  public NDArray real(NDArray real) {
    return generator(real);
  }

  @Override
  public NDArray fake(NDArray generated) {
    return generated.square().mean();
  }

  @Override
  public NDArray generator(NDArray generated) {
    return generated.sub(1).square().mean();
  }
}
