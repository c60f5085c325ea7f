package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * The generator: an input convolution, stages of upsampling and multi-receptive field fusion, an
 * output convolution. From (batch, bands, frames) to (batch, 1, frames x hop), within -1 to 1.
 */
public final class HifiGanGenerator extends Generator {
  /** The slope of the leaky ReLUs inside. */
  static final float SLOPE = 0.1f;

  /** The slope of the last one, where the reference leaves PyTorch's default. */
  private static final float LAST_SLOPE = 0.01f;

  private final HifiGanConfig config;
  private final Convolution input;
  private final List<TransposedConvolution> upsamplings = new ArrayList<>();
  private final List<MultiReceptiveFieldFusion> fusions = new ArrayList<>();
  private final Convolution output;

  HifiGanGenerator(HifiGanConfig config, WeightForm form) {
    this.config = config;
    int stages = config.upsampleRates().size();
    input = addChildBlock("conv_pre", edge(config.bands(), config.initialChannels(), form));
    for (int stage = 0; stage < stages; stage++) {
      upsamplings.add(addChildBlock("ups." + stage, upsampling(stage, form)));
    }
    for (int stage = 0; stage < stages; stage++) {
      fusions.add(addChildBlock("resblocks", new MultiReceptiveFieldFusion(config, stage, form)));
    }
    output = addChildBlock("conv_post", edge(config.channelsAfter(stages - 1), 1, form));
  }

  private static Convolution edge(int inputs, int outputs, WeightForm form) {
    return new Convolution(inputs, outputs, HifiGanConfig.EDGE_KERNEL, 1, PaddingMode.ZEROS, form);
  }

  private TransposedConvolution upsampling(int stage, WeightForm form) {
    return TransposedConvolution.upsampling(
        config.channelsAfter(stage - 1),
        config.channelsAfter(stage),
        config.upsampleKernels().get(stage),
        config.upsampleRates().get(stage),
        form);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray mel, boolean training) {
    NDArray hidden = input.apply(store, mel, training);
    for (int stage = 0; stage < upsamplings.size(); stage++) {
      try (NDArray previous = hidden;
          NDArray active = Activation.leakyRelu(previous, SLOPE);
          NDArray upsampled = upsamplings.get(stage).apply(store, active, training)) {
        hidden = fusions.get(stage).apply(store, upsampled, training);
      }
    }
    try (NDArray last = hidden;
        NDArray active = Activation.leakyRelu(last, LAST_SLOPE);
        NDArray wave = output.apply(store, active, training)) {
      return wave.tanh();
    }
  }

  /**
   * Keeps what decides the sound in full precision: the input convolution, which would round the
   * log-mel, and the last stage with the output convolution, where rounding shows in the mel.
   */
  @Override
  public <V> V emit(Graph<V> graph, V mel) {
    V hidden = input.emit(graph, mel);
    int last = upsamplings.size() - 1;
    for (int stage = 0; stage <= last; stage++) {
      graph.allowReducedPrecision(stage < last);
      V active = graph.leakyRelu(hidden, SLOPE);
      hidden = fusions.get(stage).emit(graph, upsamplings.get(stage).emit(graph, active));
    }
    return graph.tanh(output.emit(graph, graph.leakyRelu(hidden, LAST_SLOPE)));
  }

  /** Reduces the precision of the same convolutions as the compiled program does. */
  @Override
  public void setPrecision(Precision precision) {
    int last = upsamplings.size() - 1;
    upsamplings.subList(0, last).forEach(layer -> layer.setPrecision(precision));
    fusions.subList(0, last).forEach(layer -> layer.setPrecision(precision));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), 1, inputs[0].get(2) * config.hopSize())};
  }
}
