package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;

/** A distance between waves, with a gradient. */
public interface WaveLoss {

  /**
   * Returns the loss, a scalar owned by the generated waves' manager.
   *
   * @param real recorded waves, (batch, 1, samples)
   * @param generated as many
   */
  NDArray of(NDArray real, NDArray generated);
}
