package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The terms of a generator's loss, weighted scalars: by discriminator, and by the name of the
 * distance between waves.
 */
record GeneratorTerms(
    Map<String, NDArray> adversarial,
    Map<String, NDArray> featureMatching,
    Map<String, NDArray> reconstruction) {

  /** Returns what the generator learns from, a scalar. */
  NDArray sum() {
    List<NDArray> all = new ArrayList<>(adversarial.values());
    all.addAll(featureMatching.values());
    all.addAll(reconstruction.values());
    return all.stream().reduce(NDArray::add).orElseThrow();
  }

  /** Returns the terms' values. */
  AdversarialLosses values() {
    return new AdversarialLosses(
        Map.of(),
        AdversarialLosses.values(adversarial),
        AdversarialLosses.values(featureMatching),
        AdversarialLosses.values(reconstruction),
        Map.of());
  }
}
