package dev.vocoder.checkpoint.layout;

import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.Tensor;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Layers without a bias, which ours do not know. */
final class Biases {
  private static final String BIAS = ".bias";

  private Biases() {}

  /**
   * Returns weights with biases of zero where there are none.
   *
   * @param weights the tensors of a network
   * @param network its sizes
   * @param layers which layers may lack theirs
   */
  static StateDict completed(StateDict weights, GeneratorConfig network, Predicate<String> layers) {
    Map<String, Tensor> missing = new LinkedHashMap<>();
    BlockWeights.shapes(network.build(WeightForm.FOLDED))
        .forEach(
            (name, shape) -> {
              if (name.endsWith(BIAS)
                  && !weights.names().contains(name)
                  && layers.test(name.substring(0, name.length() - BIAS.length()))) {
                missing.put(name, new Tensor(shape, new float[shape[0]]));
              }
            });
    return weights.with(missing);
  }
}
