package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;

/**
 * What the one-dimensional convolutions share: a bias and a weight, normalised or not. Both start
 * from PyTorch's default, uniform within 1 / sqrt(fan-in), with the gain at the weight's norm.
 */
abstract class ConvolutionLayer extends Layer {
  private static final int[] ALL_BUT_FIRST = {1, 2};

  private final Parameter bias;
  private final Parameter weight; // weight_v, where the weight is normalised
  private final Parameter gain; // weight_g, or null

  /**
   * Declares the parameters.
   *
   * @param weightShape the shape of the weight, three axes
   * @param outputs the number of output channels
   * @param form what is kept of the weight
   */
  ConvolutionLayer(Shape weightShape, int outputs, WeightForm form) {
    double fanIn = (double) weightShape.get(1) * weightShape.get(2);
    Initializer uniform = new UniformInitializer((float) (1 / Math.sqrt(fanIn)));
    bias = parameter("bias", Parameter.Type.BIAS, new Shape(outputs), uniform);
    addParameter(bias);
    if (form == WeightForm.WEIGHT_NORM) {
      weight = parameter("weight_v", Parameter.Type.WEIGHT, weightShape, uniform);
      Shape gainShape = new Shape(weightShape.get(0), 1, 1);
      gain = parameter("weight_g", Parameter.Type.WEIGHT, gainShape, normOf(weight));
      addParameter(gain);
    } else {
      weight = parameter("weight", Parameter.Type.WEIGHT, weightShape, uniform);
      gain = null;
    }
    addParameter(weight);
  }

  private static Parameter parameter(
      String name, Parameter.Type type, Shape shape, Initializer initializer) {
    return Parameter.builder()
        .setName(name)
        .setType(type)
        .optShape(shape)
        .optInitializer(initializer)
        .build();
  }

  private static Initializer normOf(Parameter weight) {
    return (manager, shape, type) -> {
      weight.initialize(manager, type);
      return weight.getArray().norm(ALL_BUT_FIRST, true);
    };
  }

  final Parameter bias() {
    return bias;
  }

  /** Returns the weight of a layer whose weight is folded. */
  final Parameter foldedWeight() {
    if (gain != null) {
      throw new IllegalStateException("the weight is normalised, not folded");
    }
    return weight;
  }

  final NDArray bias(ParameterStore store, NDArray input, boolean training) {
    return store.getValue(bias, input.getDevice(), training);
  }

  /** Returns the weight to convolve with: a parameter, or an array of the input's manager. */
  final NDArray weight(ParameterStore store, NDArray input, boolean training) {
    NDArray direction = store.getValue(weight, input.getDevice(), training);
    if (gain == null) {
      return direction;
    }
    NDManager scope = input.getManager();
    NDArray length = store.getValue(gain, input.getDevice(), training);
    try (NDArray norm = moved(scope, direction.norm(ALL_BUT_FIRST, true));
        NDArray scale = moved(scope, length.div(norm))) {
      return moved(scope, direction.mul(scale));
    }
  }

  /**
   * Moves an array computed from a parameter to a manager: by itself it would stay with the model's
   * manager for as long as the model lives.
   */
  static NDArray moved(NDManager scope, NDArray array) {
    array.attach(scope);
    return array;
  }
}
