package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.UpsamplingPath;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * The generator: an input convolution, stages of upsampling and multi-receptive field fusion, an
 * output convolution. From (batch, bands, frames) to (batch, 1, samples), within -1 to 1.
 */
public final class HifiGanGenerator extends Generator {
  /** The slope of the last leaky ReLU, where the reference leaves PyTorch's default. */
  private static final float LAST_SLOPE = 0.01f;

  private final HifiGanConfig config;
  private final UpsamplingPath<MultiReceptiveFieldFusion> path;

  HifiGanGenerator(HifiGanConfig config, WeightForm form) {
    this.config = config;
    int stages = config.upsampleRates().size();
    List<TransposedConvolution> upsamplings = new ArrayList<>();
    List<MultiReceptiveFieldFusion> fusions = new ArrayList<>();
    Convolution input =
        addChildBlock("conv_pre", edge(config.bands(), config.initialChannels(), form));
    for (int stage = 0; stage < stages; stage++) {
      upsamplings.add(addChildBlock("ups." + stage, upsampling(stage, form)));
    }
    for (int stage = 0; stage < stages; stage++) {
      fusions.add(addChildBlock("resblocks", new MultiReceptiveFieldFusion(config, stage, form)));
    }
    Convolution output =
        addChildBlock("conv_post", edge(config.channelsAfter(stages - 1), 1, form));
    path = new UpsamplingPath<>(input, upsamplings, fusions, output, config.slope(), LAST_SLOPE);
  }

  private Convolution edge(int inputs, int outputs, WeightForm form) {
    return new Convolution(inputs, outputs, HifiGanConfig.EDGE_KERNEL, 1, config.padding(), form);
  }

  private TransposedConvolution upsampling(int stage, WeightForm form) {
    return TransposedConvolution.upsampling(
        config.channelsAfter(stage - 1),
        config.channelsAfter(stage),
        config.upsampleKernels().get(stage),
        config.upsampleRates().get(stage),
        config.extraOf(stage),
        config.padding(),
        form);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray mel, boolean training) {
    return path.apply(store, mel, training);
  }

  @Override
  public <V> V emit(Graph<V> graph, V mel) {
    return path.emit(graph, mel);
  }

  @Override
  public void setPrecision(Precision precision) {
    path.setPrecision(precision);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), 1, config.samplesOf(inputs[0].get(2)))};
  }
}
