package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import dev.vocoder.network.Judgement;
import java.util.List;
import java.util.Map;

/**
 * The terms of the discriminators' loss, weighted scalars.
 *
 * @param losses each discriminator's
 * @param ofReal what each discriminator's parts say of the recorded waves, without gradient; empty
 *     where nobody asks for it
 */
record DiscriminatorTerms(Map<String, NDArray> losses, Map<String, List<Judgement>> ofReal) {

  /** Returns what the discriminators learn from, a scalar. */
  NDArray sum() {
    return losses.values().stream().reduce(NDArray::add).orElseThrow();
  }

  /** Returns the terms' values. */
  AdversarialLosses values() {
    return new AdversarialLosses(
        AdversarialLosses.values(losses), Map.of(), Map.of(), Map.of(), Map.of());
  }
}
