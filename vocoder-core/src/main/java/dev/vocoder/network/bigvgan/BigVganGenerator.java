package dev.vocoder.network.bigvgan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.upsampling.MultiReceptiveFieldFusion;
import java.util.List;

/**
 * The generator: an input convolution; stages of a transposed convolution, with no activation
 * before it, and the mean of residual blocks; a periodic activation and an output convolution. From
 * (batch, bands, frames) to (batch, 1, samples), within -1 to 1.
 */
final class BigVganGenerator extends Generator {
  private final Convolution input;
  private final List<TransposedConvolution> upsamplings;
  private final List<MultiReceptiveFieldFusion<PeriodicBlock>> residuals;
  private final AntiAliasedSnake activation;
  private final Convolution output;
  private final boolean tanh;

  BigVganGenerator(
      Convolution input,
      List<TransposedConvolution> upsamplings,
      List<MultiReceptiveFieldFusion<PeriodicBlock>> residuals,
      AntiAliasedSnake activation,
      Convolution output,
      boolean tanh) {
    this.input = addChildBlock("conv_pre", input);
    this.upsamplings = List.copyOf(upsamplings);
    this.residuals = List.copyOf(residuals);
    for (int stage = 0; stage < upsamplings.size(); stage++) {
      // The reference has a list of one layer in each stage.
      addChildBlock("ups.%d.0".formatted(stage), upsamplings.get(stage));
    }
    residuals.forEach(fusion -> addChildBlock("resblocks", fusion));
    this.activation = addChildBlock("activation_post", activation);
    this.output = addChildBlock("conv_post", output);
    this.tanh = tanh;
  }

  @Override
  public NDArray generate(ParameterStore store, Conditions<NDArray> conditions, boolean training) {
    NDArray hidden = input.apply(store, conditions.mel(), training);
    for (int stage = 0; stage < upsamplings.size(); stage++) {
      try (NDArray previous = hidden;
          NDArray upsampled = upsamplings.get(stage).apply(store, previous, training)) {
        hidden = residuals.get(stage).apply(store, upsampled, training);
      }
    }
    try (NDArray last = hidden;
        NDArray active = activation.apply(store, last, training);
        NDArray wave = output.apply(store, active, training)) {
      return tanh ? wave.tanh() : wave.clip(-1, 1);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>What decides the sound stays in full precision: the input convolution, which would round the
   * log-mel, and the last stage with the output convolution; and all activations.
   */
  @Override
  public <V> V emit(Graph<V> graph, Conditions<V> conditions) {
    V hidden = input.emit(graph, conditions.mel());
    int last = upsamplings.size() - 1;
    for (int stage = 0; stage <= last; stage++) {
      graph.allowReducedPrecision(stage < last);
      hidden = residuals.get(stage).emit(graph, upsamplings.get(stage).emit(graph, hidden));
    }
    V wave = output.emit(graph, activation.emit(graph, hidden));
    return tanh ? graph.tanh(wave) : graph.clamp(wave, -1, 1);
  }

  @Override
  public void setPrecision(Precision precision) {
    int last = upsamplings.size() - 1;
    upsamplings.subList(0, last).forEach(layer -> layer.setPrecision(precision));
    residuals.subList(0, last).forEach(layer -> layer.setPrecision(precision));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] mel) {
    Shape[] shapes = input.getOutputShapes(mel);
    for (TransposedConvolution upsampling : upsamplings) {
      shapes = upsampling.getOutputShapes(shapes);
    }
    return output.getOutputShapes(shapes);
  }
}
