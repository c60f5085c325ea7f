package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;

/**
 * What discriminators and generator play for. Each method takes the scores of one part of a
 * discriminator, (batch, positions), and returns a scalar owned by their manager; losses of several
 * parts add up.
 */
public interface AdversarialLoss {

  /**
   * Returns the discriminator's loss on what is real.
   *
   * @param real its scores of recorded waves, or of any other samples of the data
   */
  NDArray real(NDArray real);

  /**
   * Returns the discriminator's loss on what is made.
   *
   * @param generated its scores of generated waves
   */
  NDArray fake(NDArray generated);

  /**
   * Returns the discriminator's loss, the sum of both.
   *
   * @param real its scores of recorded waves
   * @param generated its scores of generated waves
   */
  default NDArray discriminator(NDArray real, NDArray generated) {
    return real(real).add(fake(generated));
  }

  /**
   * Returns the generator's loss.
   *
   * @param generated the discriminator's scores of generated waves
   */
  NDArray generator(NDArray generated);
}
