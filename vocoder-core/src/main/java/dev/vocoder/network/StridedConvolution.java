package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.engine.TorchFunctions.Geometry;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution of odd kernel that may skip positions and treat its channels in groups, padded by
 * half the kernel: of T positions it makes 1 + (T - 1) / stride. It runs in time, or in time alone
 * of a signal that is folded to (time, period).
 */
public final class StridedConvolution extends ConvolutionLayer {
  private static final int FOLDED_AXES = 4;

  private final int outputs;
  private final int stride;
  private final int groups;
  private final Geometry geometry;
  private final int reflected; // samples at each end

  private StridedConvolution(
      Shape weight, int stride, int groups, Geometry geometry, int reflected, WeightForm form) {
    super(weight, Math.toIntExact(weight.get(0)), form);
    this.outputs = Math.toIntExact(weight.get(0));
    this.stride = stride;
    this.groups = groups;
    this.geometry = geometry;
    this.reflected = reflected;
  }

  /**
   * Creates a convolution in time.
   *
   * @param inputs the number of input channels
   * @param sizes its sizes; the groups divide both numbers of channels
   * @param mode what is read beyond the ends
   * @param form what is kept of the weight, which is (outputs, inputs / groups, kernel)
   */
  public static StridedConvolution inTime(
      int inputs, ConvolutionSizes sizes, PaddingMode mode, WeightForm form) {
    int half = sizes.kernel() / 2;
    int reflected = mode == PaddingMode.REFLECT ? half : 0;
    return new StridedConvolution(
        new Shape(sizes.channels(), inputs / sizes.groups(), sizes.kernel()),
        sizes.stride(),
        sizes.groups(),
        new Geometry(sizes.stride(), half - reflected, 1),
        reflected,
        form);
  }

  /**
   * Creates the layers of a discriminator of waves, and behind them one of 3 taps that gives the
   * score.
   *
   * @param layers the sizes in order
   * @param inputMode what the first reads beyond the ends; the others read zeros
   * @param form what is kept of the weights
   */
  public static List<StridedConvolution> stack(
      List<ConvolutionSizes> layers, PaddingMode inputMode, WeightForm form) {
    List<StridedConvolution> stack = new ArrayList<>();
    int inputs = 1;
    for (ConvolutionSizes sizes : layers) {
      PaddingMode mode = stack.isEmpty() ? inputMode : PaddingMode.ZEROS;
      stack.add(inTime(inputs, sizes, mode, form));
      inputs = sizes.channels();
    }
    stack.add(inTime(inputs, new ConvolutionSizes(1, 3, 1, 1), PaddingMode.ZEROS, form));
    return stack;
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
    Geometry geometry = new Geometry(stride, kernel / 2, 1);
    return new StridedConvolution(
        new Shape(outputs, inputs, kernel, 1), stride, 1, geometry, 0, form);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return convolve(
        input, timeLast(input, weight(store, input, training)), bias(store, input, training));
  }

  private NDArray convolve(NDArray input, NDArray weight, NDArray bias) {
    if (reflected == 0) {
      return TorchFunctions.convolution(input, weight, bias, geometry, groups, isReduced());
    }
    try (NDArray padded = TorchFunctions.reflectionPad(input, reflected, reflected)) {
      return TorchFunctions.convolution(padded, weight, bias, geometry, groups, isReduced());
    }
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
    try (NDArray sums = convolve(input, weight, none)) {
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
