package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.engine.TorchFunctions.Geometry;
import java.util.List;

/**
 * A convolution of odd kernel that may skip positions and treat its channels in groups, zero-padded
 * by half the kernel: of T positions it makes 1 + (T - 1) / stride. It runs in time, or in time
 * alone of a signal that is folded to (time, period).
 */
public final class StridedConvolution extends ConvolutionLayer {
  private static final int FOLDED_AXES = 4;

  private final int outputs;
  private final int stride;
  private final int groups;
  private final Geometry geometry;

  private StridedConvolution(
      Shape weight, int stride, int groups, Geometry geometry, WeightForm form) {
    super(weight, Math.toIntExact(weight.get(0)), form);
    this.outputs = Math.toIntExact(weight.get(0));
    this.stride = stride;
    this.groups = groups;
    this.geometry = geometry;
  }

  /**
   * Creates a convolution in time.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, odd
   * @param stride how many positions it moves on
   * @param groups into how many the channels are divided; it divides both their numbers
   * @param form what is kept of the weight, which is (outputs, inputs / groups, kernel)
   */
  public static StridedConvolution inTime(
      int inputs, int outputs, int kernel, int stride, int groups, WeightForm form) {
    Shape weight = new Shape(outputs, inputs / groups, kernel);
    return new StridedConvolution(
        weight, stride, groups, Geometry.inTime(stride, kernel / 2, 1), form);
  }

  /**
   * Creates a convolution in time of a signal that is folded to (period, time).
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, odd
   * @param stride how many positions it moves on
   * @param form what is kept of the weight, which is (outputs, inputs, kernel, 1), time first as in
   *     checkpoints
   */
  public static StridedConvolution folded(
      int inputs, int outputs, int kernel, int stride, WeightForm form) {
    Geometry geometry = new Geometry(List.of(1, stride), List.of(0, kernel / 2), List.of(1, 1));
    return new StridedConvolution(new Shape(outputs, inputs, kernel, 1), stride, 1, geometry, form);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray weight = timeLast(input, weight(store, input, training));
    NDArray bias = bias(store, input, training);
    return TorchFunctions.convolution(input, weight, bias, geometry, groups, isReduced());
  }

  /**
   * Computes the layer in a discriminator's pass.
   *
   * @param store where parameters' values come from
   * @param input (batch, channels, time) or (batch, channels, period, time); not closed
   * @param pass how
   * @return a new array, owned by the input's manager
   */
  public NDArray apply(ParameterStore store, NDArray input, Discriminator.Pass pass) {
    if (pass != Discriminator.Pass.TRAINING_PAIR || !isSpectral()) {
      return apply(store, input, pass != Discriminator.Pass.FIXED);
    }
    // One convolution serves both halves: each is divided by its own norm afterwards.
    NDManager scope = input.getManager();
    NDArray weight = timeLast(input, unnormalizedWeight(store, input));
    NDArray scales = pairOfScales(store, input);
    NDArray none = scope.zeros(new Shape(outputs));
    try (NDArray sums =
        TorchFunctions.convolution(input, weight, none, geometry, groups, isReduced())) {
      return TorchFunctions.scaledHalves(sums, scales, bias(store, input, true));
    }
  }

  /** Turns a folded weight so that time is last, which LibTorch convolves fastest. */
  private static NDArray timeLast(NDArray input, NDArray weight) {
    if (weight.getShape().dimension() != FOLDED_AXES) {
      return weight;
    }
    NDArray turned = weight.swapAxes(2, 3);
    turned.attach(input.getManager());
    return turned;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    long[] shape = inputs[0].getShape();
    shape[1] = outputs;
    int time = shape.length - 1;
    shape[time] = 1 + (shape[time] - 1) / stride;
    return new Shape[] {new Shape(shape)};
  }
}
