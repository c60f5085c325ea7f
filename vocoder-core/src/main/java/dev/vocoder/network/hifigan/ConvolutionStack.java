package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Discriminator.Pass;
import dev.vocoder.network.StridedConvolution;
import java.util.ArrayList;
import java.util.List;

/** The layers of one discriminator, each but the last followed by a leaky ReLU. */
final class ConvolutionStack {
  private final List<StridedConvolution> layers;

  ConvolutionStack(List<StridedConvolution> layers) {
    this.layers = List.copyOf(layers);
  }

  /** Keeps the first layer, which would round the wave, and the last, the score, as they are. */
  void setPrecision(Precision precision) {
    layers.subList(1, layers.size() - 1).forEach(layer -> layer.setPrecision(precision));
  }

  /** Returns every layer's activations; the last one's, of one channel, are the score. */
  List<NDArray> featureMaps(ParameterStore store, NDArray input, Pass pass) {
    List<NDArray> featureMaps = new ArrayList<>();
    NDArray hidden = input;
    for (StridedConvolution layer : layers.subList(0, layers.size() - 1)) {
      try (NDArray output = layer.apply(store, hidden, pass)) {
        hidden = Activation.leakyRelu(output, HifiGanGenerator.SLOPE);
      }
      featureMaps.add(hidden);
    }
    featureMaps.add(layers.get(layers.size() - 1).apply(store, hidden, pass));
    return featureMaps;
  }
}
