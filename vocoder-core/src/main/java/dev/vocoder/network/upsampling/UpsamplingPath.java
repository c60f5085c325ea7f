package dev.vocoder.network.upsampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

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

  /**
   * Builds the layers.
   *
   * @param sizes the sizes of the generator
   * @param outputs the number of channels that the output convolution makes
   * @param form what is kept of the weights
   * @param inputForm what is kept of the input convolution's
   * @param residuals makes the residual layer of a stage, counted from 0
   * @param lastSlope the slope of the last leaky ReLU
   * @param <R> the kind of residual layer
   */
  public static <R extends Layer & Compilable> UpsamplingPath<R> of(
      UpsamplingConfig sizes,
      int outputs,
      WeightForm form,
      WeightForm inputForm,
      IntFunction<R> residuals,
      float lastSlope) {
    List<TransposedConvolution> upsamplings = new ArrayList<>();
    List<R> residualLayers = new ArrayList<>();
    int stages = sizes.stages();
    for (int stage = 0; stage < stages; stage++) {
      upsamplings.add(
          TransposedConvolution.upsampling(
              sizes.channelsAfter(stage - 1),
              sizes.channelsAfter(stage),
              sizes.upsampleKernels().get(stage),
              sizes.upsampleRates().get(stage),
              sizes.extraOf(stage),
              sizes.padding(),
              form));
      residualLayers.add(residuals.apply(stage));
    }
    return new UpsamplingPath<>(
        edge(sizes.bands(), sizes.initialChannels(), sizes.padding(), inputForm),
        upsamplings,
        residualLayers,
        edge(sizes.channelsAfter(stages - 1), outputs, sizes.padding(), form),
        sizes.slope(),
        lastSlope);
  }

  private static Convolution edge(int inputs, int outputs, Padding padding, WeightForm form) {
    return new Convolution(inputs, outputs, UpsamplingConfig.EDGE_KERNEL, 1, padding, form);
  }

  /** As {@link Layer#apply}, from (batch, bands, frames) to (batch, outputs, samples). */
  public NDArray apply(ParameterStore store, NDArray mel, boolean training) {
    try (NDArray features = features(store, mel, training);
        NDArray wave = output.apply(store, features, training)) {
      return wave.tanh();
    }
  }

  /**
   * Computes what the output convolution takes.
   *
   * @param store where parameters' values come from
   * @param mel (batch, bands, frames); not closed
   * @param training whether parameters take gradients
   * @return a new array (batch, channels, samples), owned by the mel's manager
   */
  public NDArray features(ParameterStore store, NDArray mel, boolean training) {
    NDArray hidden = input.apply(store, mel, training);
    for (int stage = 0; stage < upsamplings.size(); stage++) {
      try (NDArray previous = hidden;
          NDArray active = Activation.leakyRelu(previous, slope);
          NDArray upsampled = upsamplings.get(stage).apply(store, active, training)) {
        hidden = residuals.get(stage).apply(store, upsampled, training);
      }
    }
    try (NDArray last = hidden) {
      return Activation.leakyRelu(last, lastSlope);
    }
  }

  /** As {@link Compilable#emit}. */
  public <V> V emit(Graph<V> graph, V mel) {
    return graph.tanh(output.emit(graph, emitFeatures(graph, mel)));
  }

  /**
   * Writes what the output convolution takes into a program. Keeps what decides the sound in full
   * precision: the input convolution, which would round the log-mel, and the last stage with the
   * output convolution, where rounding shows in the mel.
   *
   * @param graph the program
   * @param mel (batch, bands, frames)
   * @param <V> how the program refers to a value
   * @return (batch, channels, samples)
   */
  public <V> V emitFeatures(Graph<V> graph, V mel) {
    V hidden = input.emit(graph, mel);
    int last = upsamplings.size() - 1;
    for (int stage = 0; stage <= last; stage++) {
      graph.allowReducedPrecision(stage < last);
      V active = graph.leakyRelu(hidden, slope);
      hidden = residuals.get(stage).emit(graph, upsamplings.get(stage).emit(graph, active));
    }
    return graph.leakyRelu(hidden, lastSlope);
  }

  /** As {@link ai.djl.nn.Block#getOutputShapes}. */
  public Shape[] outputShapes(Shape[] mel) {
    Shape[] shapes = input.getOutputShapes(mel);
    for (TransposedConvolution upsampling : upsamplings) {
      shapes = upsampling.getOutputShapes(shapes);
    }
    return output.getOutputShapes(shapes);
  }

  /**
   * Sets the arithmetic of those convolutions that the compiled program computes in reduced
   * precision too.
   */
  public void setPrecision(Precision precision) {
    int last = upsamplings.size() - 1;
    upsamplings.subList(0, last).forEach(layer -> layer.setPrecision(precision));
    residuals.subList(0, last).forEach(layer -> layer.setPrecision(precision));
  }
}
