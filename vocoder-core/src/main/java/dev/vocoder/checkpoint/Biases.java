package dev.vocoder.checkpoint;

import dev.vocoder.container.Tensor;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import java.util.LinkedHashMap;
import java.util.Map;

/** Completes layers that were saved without a bias: ours all have one. */
public final class Biases {
  private static final String BIAS = ".bias";
  private static final String OUTPUT = "conv_post";

  private Biases() {}

  /**
   * Returns weights with biases of zero wherever there are none.
   *
   * @param weights the tensors of a network
   * @param network its sizes
   */
  public static StateDict completed(StateDict weights, GeneratorConfig network) {
    Map<String, Tensor> missing = new LinkedHashMap<>();
    BlockWeights.shapes(network.build(WeightForm.FOLDED))
        .forEach(
            (name, shape) -> {
              if (name.endsWith(BIAS) && !weights.names().contains(name)) {
                missing.put(name, new Tensor(shape, new float[shape[0]]));
              }
            });
    return weights.with(missing);
  }

  /**
   * Returns weights with a bias of zero for the output convolution of a HiFi-GAN that has none, as
   * several programs build it.
   *
   * @param weights the tensors of a generator
   */
  static StateDict completed(StateDict weights) {
    if (weights.names().contains(OUTPUT + BIAS)) {
      return weights;
    }
    for (String name : weights.names()) {
      boolean isWeight = name.equals(OUTPUT + ".weight") || name.equals(OUTPUT + ".weight_v");
      if (isWeight && weights.get(name).shape().length == 3) {
        int outputs = weights.get(name).shape()[0];
        return weights.with(
            Map.of(OUTPUT + BIAS, new Tensor(new int[] {outputs}, new float[outputs])));
      }
    }
    return weights;
  }
}
