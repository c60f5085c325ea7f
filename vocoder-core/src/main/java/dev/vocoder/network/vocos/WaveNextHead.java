package dev.vocoder.network.vocos;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;

/**
 * WaveNeXt's head: two layers of one tap, of which the second gives the samples of a frame side by
 * side, cut off at full scale. To put them one after the other makes it a transposed convolution
 * whose kernel is its stride.
 */
final class WaveNextHead extends Layer implements Compilable {
  private final Convolution first;
  private final TransposedConvolution second;

  WaveNextHead(int channels, int hiddenChannels, int hop) {
    first =
        addChildBlock(
            "linear_1",
            new Convolution(channels, hiddenChannels, 1, 1, Padding.ZEROS, WeightForm.FOLDED));
    second =
        addChildBlock(
            "linear_2",
            TransposedConvolution.upsampling(
                hiddenChannels, 1, hop, hop, Padding.ZEROS, WeightForm.FOLDED));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    try (NDArray hidden = first.apply(store, input, training);
        NDArray wave = second.apply(store, hidden, training)) {
      return wave.clip(-1, 1);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.clamp(second.emit(graph, first.emit(graph, input)), -1, 1);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return second.getOutputShapes(first.getOutputShapes(inputs));
  }
}
