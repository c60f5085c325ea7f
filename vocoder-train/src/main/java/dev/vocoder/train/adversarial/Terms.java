package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDArray;
import dev.vocoder.internal.engine.TorchFunctions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The terms that a group of networks learns by, each with a name and a weight, and their sum. */
final class Terms {
  private final Map<String, Double> values = new LinkedHashMap<>();
  private NDArray sum;

  /**
   * Adds a term; one without weight is not computed.
   *
   * @param name what reports call it
   * @param weight its weight, 0 or more
   * @param term a scalar
   * @return this
   */
  Terms add(String name, double weight, Supplier<NDArray> term) {
    if (weight > 0) {
      NDArray plain = term.get();
      NDArray weighted = weight == 1 ? plain : TorchFunctions.scaled(plain, weight);
      values.put(name, (double) weighted.getFloat());
      sum = sum == null ? weighted : sum.add(weighted);
    }
    return this;
  }

  /** Returns the terms as they add up, weights included, by name. */
  Map<String, Double> values() {
    return values;
  }

  /** Returns the sum, a scalar. */
  NDArray sum() {
    return sum;
  }
}
