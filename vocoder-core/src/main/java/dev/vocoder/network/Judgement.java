package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What one discriminator says of waves.
 *
 * @param score (batch, positions): how real each stretch of a wave sounds
 * @param featureMaps the activations of its layers, from the first to the last
 */
public record Judgement(NDArray score, List<NDArray> featureMaps) {
  /** Copies the list. */
  public Judgement {
    featureMaps = List.copyOf(featureMaps);
  }
}
