package dev.vocoder.network.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.UniformInitializer;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.engine.TorchFunctions.Geometry;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.PaddingMode;

/**
 * A convolution of each channel by itself, of odd kernel, with zeros beyond the ends, so that the
 * length stays. It starts from PyTorch's default, uniform within 1 / sqrt(kernel).
 */
final class DepthwiseConvolution extends Layer implements Compilable {
  private final int channels;
  private final int around;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Creates the layer.
   *
   * @param channels the number of channels
   * @param kernel the number of taps, odd
   */
  DepthwiseConvolution(int channels, int kernel) {
    this.channels = channels;
    this.around = kernel / 2;
    weight = add("weight", Parameter.Type.WEIGHT, new Shape(channels, 1, kernel), kernel);
    bias = add("bias", Parameter.Type.BIAS, new Shape(channels), kernel);
  }

  private Parameter add(String name, Parameter.Type type, Shape shape, int kernel) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(new UniformInitializer((float) (1 / Math.sqrt(kernel))))
            .build());
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return TorchFunctions.convolution(
        input,
        store.getValue(weight, input.getDevice(), training),
        store.getValue(bias, input.getDevice(), training),
        new Geometry(1, around, 1),
        channels,
        false);
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.depthwiseConvolution(input, weight, bias, around, around, PaddingMode.ZEROS);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
