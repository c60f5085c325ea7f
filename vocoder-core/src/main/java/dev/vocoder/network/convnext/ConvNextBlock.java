package dev.vocoder.network.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import java.util.Optional;

/**
 * A ConvNeXt block: a depthwise convolution, layer norm, a wider layer of one tap with GELU and one
 * back, times gamma in each channel, plus the block's input.
 */
final class ConvNextBlock extends Layer implements Compilable {
  private final DepthwiseConvolution depthwise;
  private final LayerNorm norm;
  private final Convolution wider;
  private final Convolution back;
  private final Optional<Parameter> gamma;

  ConvNextBlock(ConvNextSizes sizes) {
    int channels = sizes.channels();
    int hidden = sizes.hiddenChannels();
    gamma = sizes.layerScale() ? Optional.of(gamma(sizes)) : Optional.empty();
    depthwise = addChildBlock("dwconv", new DepthwiseConvolution(channels, ConvNextSizes.KERNEL));
    norm = addChildBlock("norm", new LayerNorm(channels));
    wider = addChildBlock("pwconv1", layer(channels, hidden));
    back = addChildBlock("pwconv2", layer(hidden, channels));
  }

  private static Convolution layer(int inputs, int outputs) {
    return new Convolution(inputs, outputs, 1, 1, Padding.ZEROS, WeightForm.FOLDED);
  }

  /** Returns the gamma of Vocos, whose blocks begin with an equal share each. */
  private Parameter gamma(ConvNextSizes sizes) {
    return addParameter(
        Parameter.builder()
            .setName("gamma")
            .setType(Parameter.Type.GAMMA)
            .optShape(new Shape(sizes.channels()))
            .optInitializer(new ConstantInitializer(1f / sizes.blocks()))
            .build());
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    try (NDArray filtered = depthwise.apply(store, input, training);
        NDArray normal = norm.apply(store, filtered, training);
        NDArray wide = wider.apply(store, normal, training);
        NDArray active = TorchFunctions.gelu(wide);
        NDArray narrow = back.apply(store, active, training)) {
      if (gamma.isEmpty()) {
        return narrow.add(input);
      }
      NDArray factors = store.getValue(gamma.get(), input.getDevice(), training);
      try (NDArray scaled = TorchFunctions.channelsScaled(narrow, factors)) {
        return scaled.add(input);
      }
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    V normal = norm.emit(graph, depthwise.emit(graph, input));
    graph.allowReducedPrecision(true);
    V narrow = back.emit(graph, graph.gelu(wider.emit(graph, normal), false));
    graph.allowReducedPrecision(false);
    return graph.add(input, gamma.map(factors -> graph.scale(narrow, factors)).orElse(narrow));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
