package dev.vocoder.network.vocos;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.spectrum.InverseStft;

/**
 * Vocos's head: a layer of one tap gives the log magnitude and the phase of every bin (section 3.2
 * of the paper), an inverse transform the wave. Nothing limits the wave.
 */
final class FourierHead extends Layer implements Compilable {
  private static final float MAX_MAGNITUDE = 100; // the reference's, against infinities

  private final Convolution out;
  private final InverseStft inverse;

  FourierHead(int channels, InverseStft inverse) {
    this.inverse = inverse;
    out =
        addChildBlock(
            "out",
            new Convolution(channels, 2 * inverse.bins(), 1, 1, Padding.ZEROS, WeightForm.FOLDED));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    int bins = inverse.bins();
    try (NDArray all = out.apply(store, input, training);
        NDArray logarithm = all.get(new NDIndex(":, :{}", bins));
        NDArray phase = all.get(new NDIndex(":, {}:", bins));
        NDArray power = logarithm.exp();
        NDArray magnitude = power.clip(0, MAX_MAGNITUDE);
        NDArray cosine = phase.cos();
        NDArray sine = phase.sin();
        NDArray real = magnitude.mul(cosine);
        NDArray imaginary = magnitude.mul(sine)) {
      return inverse.apply(real, imaginary);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    int bins = inverse.bins();
    V all = out.emit(graph, input);
    V magnitude = graph.clamp(graph.exp(graph.channels(all, 0, bins)), 0, MAX_MAGNITUDE);
    V phase = graph.channels(all, bins, 2 * bins);
    V real = graph.multiply(magnitude, graph.cosine(phase));
    return inverse.emit(graph, real, graph.multiply(magnitude, graph.sine(phase)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), 1, inverse.samplesOf(inputs[0].get(2)))};
  }
}
