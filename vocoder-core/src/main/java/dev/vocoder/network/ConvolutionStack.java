package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Discriminator.Pass;
import java.util.ArrayList;
import java.util.List;

/** The layers of one discriminator, each but the last followed by a leaky ReLU. */
public final class ConvolutionStack {
  private final List<StridedConvolution> layers;
  private final float slope;

  /**
   * Joins layers.
   *
   * @param layers two or more in order; the last gives the score
   * @param slope the leaky ReLU's
   */
  public ConvolutionStack(List<StridedConvolution> layers, float slope) {
    this.layers = List.copyOf(layers);
    this.slope = slope;
  }

  /**
   * Sets the arithmetic of all layers but the first, which would round the wave, and the last, the
   * score.
   *
   * @param precision the arithmetic
   */
  public void setPrecision(Precision precision) {
    layers.subList(1, layers.size() - 1).forEach(layer -> layer.setPrecision(precision));
  }

  /**
   * Computes the layers.
   *
   * @param store where parameters' values come from
   * @param input what the first layer takes; not closed
   * @param pass how
   * @return every layer's activations; the last one's, of one channel, are the score
   */
  public List<NDArray> featureMaps(ParameterStore store, NDArray input, Pass pass) {
    List<NDArray> featureMaps = new ArrayList<>();
    NDArray hidden = input;
    for (StridedConvolution layer : layers.subList(0, layers.size() - 1)) {
      try (NDArray output = layer.apply(store, hidden, pass)) {
        hidden = Activation.leakyRelu(output, slope);
      }
      featureMaps.add(hidden);
    }
    featureMaps.add(layers.get(layers.size() - 1).apply(store, hidden, pass));
    return featureMaps;
  }
}
