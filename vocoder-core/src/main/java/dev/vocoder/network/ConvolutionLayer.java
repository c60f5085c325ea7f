package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import dev.vocoder.Precision;
import dev.vocoder.internal.engine.TorchFunctions;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What the convolutions share: a bias and a weight, normalised or not. Both start from PyTorch's
 * default, uniform within 1 / sqrt(fan-in), with the gain at the weight's norm, except in a layer
 * that is not trained.
 */
abstract class ConvolutionLayer extends Layer {
  private final WeightForm form;
  private final Parameter bias;
  private final Parameter weight; // weight_v or weight_orig, where the weight is normalised
  private Parameter gain; // weight_g
  private Parameter left; // weight_u
  private Parameter right; // weight_v of spectral norm
  private boolean reduced;

  /**
   * Declares the parameters.
   *
   * @param weightShape the shape of the weight, three axes or more
   * @param outputs the number of output channels
   * @param form what is kept of the weight
   */
  ConvolutionLayer(Shape weightShape, int outputs, WeightForm form) {
    this.form = form;
    long fanIn = weightShape.slice(1).size();
    Initializer uniform = new UniformInitializer((float) (1 / Math.sqrt((double) fanIn)));
    bias = add("bias", Parameter.Type.BIAS, new Shape(outputs), uniform);
    switch (form) {
      case WEIGHT_NORM -> {
        long[] one = new long[weightShape.dimension()];
        Arrays.fill(one, 1);
        one[0] = weightShape.get(0);
        // The gain comes first, but starts from the direction.
        Parameter direction = parameter("weight_v", Parameter.Type.WEIGHT, weightShape, uniform);
        gain = add("weight_g", Parameter.Type.WEIGHT, new Shape(one), normOf(direction));
        weight = direction;
        addParameter(weight);
      }
      case SPECTRAL_NORM -> {
        weight = add("weight_orig", Parameter.Type.WEIGHT, weightShape, uniform);
        left = add("weight_u", Parameter.Type.OTHER, new Shape(weightShape.get(0)), UNIT);
        right = add("weight_v", Parameter.Type.OTHER, new Shape(fanIn), UNIT);
      }
      default -> weight = add("weight", Parameter.Type.WEIGHT, weightShape, uniform);
    }
  }

  /**
   * Declares the parameters of a layer that is not trained, with a bias of zero.
   *
   * @param weightShape the shape of the weight; its second axis is the number of output channels
   * @param values the weight's initial values; asked for when it is initialised
   */
  ConvolutionLayer(Shape weightShape, Supplier<float[]> values) {
    form = WeightForm.FOLDED;
    bias = add("bias", Parameter.Type.OTHER, new Shape(weightShape.get(1)), Initializer.ZEROS);
    weight =
        add(
            "weight",
            Parameter.Type.OTHER,
            weightShape,
            (manager, shape, type) -> manager.create(values.get(), shape));
  }

  /** A random direction of length 1. */
  private static final Initializer UNIT =
      (manager, shape, type) -> {
        try (NDArray normal = manager.randomNormal(shape);
            NDArray norm = normal.norm()) {
          return normal.div(norm);
        }
      };

  private Parameter add(String name, Parameter.Type type, Shape shape, Initializer initializer) {
    return addParameter(parameter(name, type, shape, initializer));
  }

  private static Parameter parameter(
      String name, Parameter.Type type, Shape shape, Initializer initializer) {
    return Parameter.builder()
        .setName(name)
        .setType(type)
        .optShape(shape)
        .optInitializer(initializer)
        .optRequiresGrad(type != Parameter.Type.OTHER)
        .build();
  }

  private static Initializer normOf(Parameter weight) {
    return (manager, shape, type) -> {
      weight.initialize(manager, type);
      try (NDArray fixed = weight.getArray().stopGradient();
          NDArray rows = fixed.reshape(shape.get(0), -1);
          NDArray norms = rows.norm(new int[] {1})) {
        return norms.reshape(shape);
      }
    };
  }

  final Parameter bias() {
    return bias;
  }

  /** Returns the weight of a layer whose weight is folded. */
  final Parameter foldedWeight() {
    if (form != WeightForm.FOLDED) {
      throw new IllegalStateException("the weight is normalised, not folded");
    }
    return weight;
  }

  @Override
  public void setPrecision(Precision precision) {
    reduced = precision == Precision.MIXED;
  }

  final boolean isReduced() {
    return reduced;
  }

  final NDArray bias(ParameterStore store, NDArray input, boolean training) {
    return store.getValue(bias, input.getDevice(), training);
  }

  /** Returns the weight to convolve with: a parameter, or an array of the input's manager. */
  final NDArray weight(ParameterStore store, NDArray input, boolean training) {
    NDArray stored = store.getValue(weight, input.getDevice(), training);
    NDManager scope = input.getManager();
    return switch (form) {
      case WEIGHT_NORM ->
          TorchFunctions.weightNorm(
              scope, stored, store.getValue(gain, input.getDevice(), training));
      case SPECTRAL_NORM ->
          TorchFunctions.spectralNorm(
              scope,
              stored,
              store.getValue(left, input.getDevice(), training),
              store.getValue(right, input.getDevice(), training),
              training);
      case FOLDED -> stored;
    };
  }

  final boolean isSpectral() {
    return form == WeightForm.SPECTRAL_NORM;
  }

  /** Returns the weight of a layer with spectral norm before the norm is divided out. */
  final NDArray unnormalizedWeight(ParameterStore store, NDArray input) {
    return store.getValue(weight, input.getDevice(), true);
  }

  /** Moves the estimate of the spectral norm twice, and returns one over each, (2). */
  final NDArray pairOfScales(ParameterStore store, NDArray input) {
    return TorchFunctions.spectralScales(
        input.getManager(),
        store.getValue(weight, input.getDevice(), true),
        store.getValue(left, input.getDevice(), true),
        store.getValue(right, input.getDevice(), true));
  }
}
