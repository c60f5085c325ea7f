package dev.vocoder.network.example;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Padding;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;

/** A transposed convolution, a convolution and tanh. */
final class TwoLayersGenerator extends Generator {
  private final TransposedConvolution upsampling;
  private final Convolution output;

  TwoLayersGenerator(int bands, int channels, int rate, WeightForm form) {
    upsampling =
        addChildBlock(
            "upsampling",
            TransposedConvolution.upsampling(bands, channels, 2 * rate, rate, Padding.ZEROS, form));
    output = addChildBlock("output", new Convolution(channels, 1, 7, 1, Padding.REFLECT, form));
  }

  @Override
  public NDArray generate(ParameterStore store, Conditions<NDArray> conditions, boolean training) {
    try (NDArray hidden = upsampling.apply(store, conditions.mel(), training);
        NDArray wave = output.apply(store, hidden, training)) {
      return wave.tanh();
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, Conditions<V> conditions) {
    return graph.tanh(output.emit(graph, upsampling.emit(graph, conditions.mel())));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return output.getOutputShapes(upsampling.getOutputShapes(inputs));
  }
}
