package dev.vocoder.network.melgan;

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
 * The generator: an input convolution, stages of upsampling and a residual stack, an output
 * convolution (section 2.1 of the paper). From (batch, bands, frames) to (batch, outputs, frames x
 * hop), within -1 to 1.
 */
public final class MelGanGenerator extends Generator {
  private final MelGanConfig config;
  private final UpsamplingPath<ResidualStack> path;

  MelGanGenerator(MelGanConfig config, WeightForm form) {
    this.config = config;
    List<TransposedConvolution> upsamplings = new ArrayList<>();
    List<ResidualStack> stacks = new ArrayList<>();
    WeightForm inputForm = config.normalizedInput() ? form : WeightForm.FOLDED;
    // The reference numbers its layers through, activations and padding too.
    Convolution input =
        addChildBlock("model.1", edge(config.bands(), config.initialChannels(), inputForm));
    int number = 2;
    for (int stage = 0; stage < config.upsampleRates().size(); stage++) {
      TransposedConvolution upsampling =
          TransposedConvolution.upsampling(
              config.channelsAfter(stage - 1),
              config.channelsAfter(stage),
              config.upsampleKernels().get(stage),
              config.upsampleRates().get(stage),
              config.padding(),
              form);
      upsamplings.add(addChildBlock("model." + (number + 1), upsampling));
      ResidualStack stack = new ResidualStack(config, stage, number + 2, form);
      stacks.add(addChildBlock("model", stack));
      number += 2 + config.residualDilations().size();
    }
    int last = config.channelsAfter(config.upsampleRates().size() - 1);
    Convolution output = addChildBlock("model." + (number + 2), edge(last, config.outputs(), form));
    path = new UpsamplingPath<>(input, upsamplings, stacks, output, config.slope(), config.slope());
  }

  private Convolution edge(int inputs, int outputs, WeightForm form) {
    return new Convolution(inputs, outputs, MelGanConfig.EDGE_KERNEL, 1, config.padding(), form);
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
    long samples = inputs[0].get(2) * config.hopSize();
    return new Shape[] {new Shape(inputs[0].get(0), config.outputs(), samples)};
  }
}
