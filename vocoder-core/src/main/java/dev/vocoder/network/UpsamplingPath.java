package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import java.util.List;

/**
 * What generators of the HiFi-GAN and MelGAN kind compute: an input convolution; stages of a leaky
 * ReLU, a transposed convolution and a residual layer; a leaky ReLU, an output convolution and
 * tanh.
 *
 * @param input the input convolution
 * @param upsamplings the transposed convolution of each stage
 * @param residuals the residual layer of each stage
 * @param output the output convolution
 * @param slope the slope of the leaky ReLUs
 * @param lastSlope the slope of the last of them
 * @param <R> the kind of residual layer
 */
public record UpsamplingPath<R extends Layer & Compilable>(
    Convolution input,
    List<TransposedConvolution> upsamplings,
    List<R> residuals,
    Convolution output,
    float slope,
    float lastSlope) {

  /** Copies the lists. */
  public UpsamplingPath {
    upsamplings = List.copyOf(upsamplings);
    residuals = List.copyOf(residuals);
  }

  /** As {@link Layer#apply}, from (batch, bands, frames) to (batch, outputs, samples). */
  public NDArray apply(ParameterStore store, NDArray mel, boolean training) {
    NDArray hidden = input.apply(store, mel, training);
    for (int stage = 0; stage < upsamplings.size(); stage++) {
      try (NDArray previous = hidden;
          NDArray active = Activation.leakyRelu(previous, slope);
          NDArray upsampled = upsamplings.get(stage).apply(store, active, training)) {
        hidden = residuals.get(stage).apply(store, upsampled, training);
      }
    }
    try (NDArray last = hidden;
        NDArray active = Activation.leakyRelu(last, lastSlope);
        NDArray wave = output.apply(store, active, training)) {
      return wave.tanh();
    }
  }

  /**
   * As {@link Compilable#emit}. Keeps what decides the sound in full precision: the input
   * convolution, which would round the log-mel, and the last stage with the output convolution,
   * where rounding shows in the mel.
   */
  public <V> V emit(Graph<V> graph, V mel) {
    V hidden = input.emit(graph, mel);
    int last = upsamplings.size() - 1;
    for (int stage = 0; stage <= last; stage++) {
      graph.allowReducedPrecision(stage < last);
      V active = graph.leakyRelu(hidden, slope);
      hidden = residuals.get(stage).emit(graph, upsamplings.get(stage).emit(graph, active));
    }
    return graph.tanh(output.emit(graph, graph.leakyRelu(hidden, lastSlope)));
  }

  /** Sets the arithmetic of the same convolutions that the compiled program computes in less. */
  public void setPrecision(Precision precision) {
    int last = upsamplings.size() - 1;
    upsamplings.subList(0, last).forEach(layer -> layer.setPrecision(precision));
    residuals.subList(0, last).forEach(layer -> layer.setPrecision(precision));
  }
}
