package dev.vocoder.network.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;

/**
 * Layer norm over the channels of each frame (Ba et al. 2016): mean 0 and variance 1, then a weight
 * and a bias of each channel.
 */
final class LayerNorm extends Layer implements Compilable {
  private static final float EPSILON = 1e-6f; // ConvNeXt's; PyTorch's own is 1e-5

  private final Parameter weight;
  private final Parameter bias;

  /**
   * Creates the layer.
   *
   * @param channels the number of channels
   */
  LayerNorm(int channels) {
    weight = add("weight", Parameter.Type.GAMMA, channels, Initializer.ONES);
    bias = add("bias", Parameter.Type.BETA, channels, Initializer.ZEROS);
  }

  private Parameter add(String name, Parameter.Type type, int channels, Initializer initial) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(new Shape(channels))
            .optInitializer(initial)
            .build());
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return TorchFunctions.layerNorm(
        input,
        store.getValue(weight, input.getDevice(), training),
        store.getValue(bias, input.getDevice(), training),
        EPSILON);
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.layerNorm(input, weight, bias, EPSILON);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
