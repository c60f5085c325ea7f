package dev.vocoder.network.melgan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * The generator: an input convolution, stages of upsampling and a residual stack, an output
 * convolution (section 2.1 of the paper). From (batch, bands, frames) to (batch, 1, frames x hop),
 * within -1 to 1.
 */
public final class MelGanGenerator extends Generator {
  private final MelGanConfig config;
  private final Convolution input;
  private final List<TransposedConvolution> upsamplings = new ArrayList<>();
  private final List<ResidualStack> stacks = new ArrayList<>();
  private final Convolution output;

  MelGanGenerator(MelGanConfig config, WeightForm form) {
    this.config = config;
    WeightForm inputForm = config.normalizedInput() ? form : WeightForm.FOLDED;
    // The reference numbers its layers through, activations and padding too.
    input = addChildBlock("model.1", edge(config.bands(), config.initialChannels(), inputForm));
    int number = 2;
    for (int stage = 0; stage < config.upsampleRates().size(); stage++) {
      TransposedConvolution upsampling =
          TransposedConvolution.upsampling(
              config.channelsAfter(stage - 1),
              config.channelsAfter(stage),
              config.upsampleKernels().get(stage),
              config.upsampleRates().get(stage),
              form);
      upsamplings.add(addChildBlock("model." + (number + 1), upsampling));
      ResidualStack stack = new ResidualStack(config, stage, number + 2, form);
      stacks.add(addChildBlock("model", stack));
      number += 2 + config.residualDilations().size();
    }
    int last = config.channelsAfter(config.upsampleRates().size() - 1);
    output = addChildBlock("model." + (number + 2), edge(last, 1, form));
  }

  private Convolution edge(int inputs, int outputs, WeightForm form) {
    return new Convolution(
        inputs, outputs, MelGanConfig.EDGE_KERNEL, 1, config.paddingMode(), form);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray mel, boolean training) {
    NDArray hidden = input.apply(store, mel, training);
    for (int stage = 0; stage < upsamplings.size(); stage++) {
      try (NDArray previous = hidden;
          NDArray active = Activation.leakyRelu(previous, config.slope());
          NDArray upsampled = upsamplings.get(stage).apply(store, active, training)) {
        hidden = stacks.get(stage).apply(store, upsampled, training);
      }
    }
    try (NDArray last = hidden;
        NDArray active = Activation.leakyRelu(last, config.slope());
        NDArray wave = output.apply(store, active, training)) {
      return wave.tanh();
    }
  }

  /** Keeps the input convolution, the last stage and the output convolution in full precision. */
  @Override
  public <V> V emit(Graph<V> graph, V mel) {
    V hidden = input.emit(graph, mel);
    int last = upsamplings.size() - 1;
    for (int stage = 0; stage <= last; stage++) {
      graph.allowReducedPrecision(stage < last);
      V active = graph.leakyRelu(hidden, config.slope());
      hidden = stacks.get(stage).emit(graph, upsamplings.get(stage).emit(graph, active));
    }
    return graph.tanh(output.emit(graph, graph.leakyRelu(hidden, config.slope())));
  }

  /** Reduces the precision of the same convolutions as the compiled program does. */
  @Override
  public void setPrecision(Precision precision) {
    int last = upsamplings.size() - 1;
    upsamplings.subList(0, last).forEach(layer -> layer.setPrecision(precision));
    stacks.subList(0, last).forEach(layer -> layer.setPrecision(precision));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), 1, inputs[0].get(2) * config.hopSize())};
  }
}
