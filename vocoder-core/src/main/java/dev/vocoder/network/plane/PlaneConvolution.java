package dev.vocoder.network.plane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import dev.vocoder.internal.engine.PlaneFunctions;
import java.util.function.Function;

/**
 * A convolution over bands and frames with a bias, or a transposed one. Both start from PyTorch's
 * default, uniform within 1 / sqrt(fan-in).
 */
public final class PlaneConvolution extends PlaneLayer {
  private final PlaneSizes sizes;
  private final boolean transposed;
  private final Parameter weight;
  private final Parameter bias;

  private PlaneConvolution(PlaneSizes sizes, boolean transposed, Shape weightShape) {
    this.sizes = sizes;
    this.transposed = transposed;
    double fanIn = weightShape.slice(1).size();
    Initializer uniform = new UniformInitializer((float) (1 / Math.sqrt(fanIn)));
    weight = add("weight", Parameter.Type.WEIGHT, weightShape, uniform);
    bias = add("bias", Parameter.Type.BIAS, new Shape(sizes.outputs()), uniform);
  }

  /**
   * Creates a convolution over both axes, its weight (outputs, inputs, bands, frames).
   *
   * @param sizes its sizes
   */
  public static PlaneConvolution of(PlaneSizes sizes) {
    return new PlaneConvolution(sizes, false, sizes.kernel());
  }

  /**
   * Creates a convolution in time, its weight (outputs, inputs, frames) as that of a
   * one-dimensional convolution.
   *
   * @param sizes its sizes, the kernel of one band
   */
  public static PlaneConvolution inTime(PlaneSizes sizes) {
    return new PlaneConvolution(
        sizes, false, new Shape(sizes.outputs(), sizes.inputs(), sizes.frames()));
  }

  /**
   * Creates a layer that treats each position by itself, its weight (outputs, inputs) as that of a
   * dense layer.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   */
  public static PlaneConvolution dense(int inputs, int outputs) {
    return new PlaneConvolution(
        PlaneSizes.of(inputs, outputs, 1, 1), false, new Shape(outputs, inputs));
  }

  /**
   * Creates a transposed convolution, its weight (inputs, outputs, bands, frames).
   *
   * @param sizes its sizes; the strides are those of the output, and what would be padding is cut
   *     off it
   */
  public static PlaneConvolution transposed(PlaneSizes sizes) {
    return new PlaneConvolution(
        sizes, true, new Shape(sizes.inputs(), sizes.outputs(), sizes.bands(), sizes.frames()));
  }

  /** Returns the number of output channels. */
  int outputs() {
    return sizes.outputs();
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    Function<Parameter, NDArray> values =
        parameter -> store.getValue(parameter, input.getDevice(), training);
    return convolve(input, values.apply(weight), values.apply(bias), sizes.kernel());
  }

  /**
   * Computes this layer and another of the same sizes as one, which costs less.
   *
   * @param other the other layer
   * @param store where parameters' values come from
   * @param input (batch, inputs, bands, frames); not closed
   * @param training whether parameters take gradients
   * @return (batch, 2 x outputs, bands, frames), this layer's channels first
   */
  NDArray applyWith(PlaneConvolution other, ParameterStore store, NDArray input, boolean training) {
    NDManager scope = input.getManager();
    Function<Parameter, NDArray> values =
        parameter -> store.getValue(parameter, input.getDevice(), training);
    int axis = transposed ? 1 : 0;
    Shape kernel = new Shape(2L * sizes.outputs(), sizes.inputs(), sizes.bands(), sizes.frames());
    try (NDArray weights =
            PlaneFunctions.joined(scope, values.apply(weight), values.apply(other.weight), axis);
        NDArray biases =
            PlaneFunctions.joined(scope, values.apply(bias), values.apply(other.bias), 0)) {
      return convolve(input, weights, biases, kernel);
    }
  }

  private NDArray convolve(NDArray input, NDArray weights, NDArray biases, Shape kernel) {
    return transposed
        ? PlaneFunctions.transposedConvolution(input, weights, biases, sizes.geometry())
        : PlaneFunctions.convolution(input, weights, biases, sizes.geometry(), kernel);
  }
}
