package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.PlaneFunctions;
import dev.vocoder.internal.engine.PlaneGeometry;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.engine.TorchFunctions.Geometry;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution of odd kernel that may skip positions and treat its channels in groups, padded by
 * half the kernel: of T positions it makes 1 + (T - 1) / stride. It runs in time, in time alone of
 * a signal that is folded to (time, period), or over both axes of a spectrogram.
 */
public final class StridedConvolution extends ConvolutionLayer {
  private final Shape kernel;
  private final int outputs;
  private final Movement movement;

  /** How the kernel moves. */
  private sealed interface Movement {
    /**
     * In time.
     *
     * @param reflected samples at each end that are the signal's mirror image
     * @param folded whether the signal is folded; the weight has time first, the signal last
     */
    record InTime(Geometry geometry, int groups, int reflected, boolean folded)
        implements Movement {}

    /** Over both axes, always in float32. */
    record OnPlane(PlaneGeometry geometry) implements Movement {}
  }

  private StridedConvolution(Shape weight, Movement movement, WeightForm form) {
    super(weight, Math.toIntExact(weight.get(0)), form);
    this.kernel = weight;
    this.outputs = Math.toIntExact(weight.get(0));
    this.movement = movement;
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
    Geometry geometry = new Geometry(sizes.stride(), half - reflected, 1);
    return new StridedConvolution(
        new Shape(sizes.channels(), inputs / sizes.groups(), sizes.kernel()),
        new Movement.InTime(geometry, sizes.groups(), reflected, false),
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
        new Shape(outputs, inputs, kernel, 1), new Movement.InTime(geometry, 1, 0, true), form);
  }

  /**
   * Creates a convolution over both axes of a spectrogram.
   *
   * @param weight (outputs, inputs, kernel bins, kernel frames), both kernels odd
   * @param strideBins how many bins it moves on
   * @param strideFrames how many frames it moves on
   * @param form what is kept of the weight
   */
  public static StridedConvolution onPlane(
      Shape weight, int strideBins, int strideFrames, WeightForm form) {
    int bins = Math.toIntExact(weight.get(2) / 2);
    int frames = Math.toIntExact(weight.get(3) / 2);
    PlaneGeometry geometry =
        new PlaneGeometry(strideBins, strideFrames, bins, bins, frames, frames);
    return new StridedConvolution(weight, new Movement.OnPlane(geometry), form);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return convolve(input, weight(store, input, training), bias(store, input, training));
  }

  private NDArray convolve(NDArray input, NDArray weight, NDArray bias) {
    if (movement instanceof Movement.InTime inTime) {
      return convolve(input, inTime.folded ? timeLast(input, weight) : weight, bias, inTime);
    }
    PlaneGeometry geometry = ((Movement.OnPlane) movement).geometry;
    return PlaneFunctions.convolution(input, weight, bias, geometry, kernel);
  }

  private NDArray convolve(NDArray input, NDArray weight, NDArray bias, Movement.InTime moves) {
    if (moves.reflected == 0) {
      return TorchFunctions.convolution(
          input, weight, bias, moves.geometry, moves.groups, isReduced());
    }
    try (NDArray padded = TorchFunctions.reflectionPad(input, moves.reflected, moves.reflected)) {
      return TorchFunctions.convolution(
          padded, weight, bias, moves.geometry, moves.groups, isReduced());
    }
  }

  /**
   * Computes the layer in a discriminator's pass.
   *
   * @param store where parameters' values come from
   * @param input (batch, channels, time), (batch, channels, period, time) or (batch, channels,
   *     bins, frames); not closed
   * @param pass how
   * @return a new array, owned by the input's manager
   */
  public NDArray apply(ParameterStore store, NDArray input, Discriminator.Pass pass) {
    if (pass != Discriminator.Pass.TRAINING_PAIR || !isSpectral()) {
      return apply(store, input, pass != Discriminator.Pass.FIXED);
    }
    // One convolution serves both halves: each is divided by its own norm afterwards.
    NDManager scope = input.getManager();
    NDArray weight = unnormalizedWeight(store, input);
    NDArray scales = pairOfScales(store, input);
    NDArray none = scope.zeros(new Shape(outputs));
    try (NDArray sums = convolve(input, weight, none)) {
      return TorchFunctions.scaledHalves(sums, scales, bias(store, input, true));
    }
  }

  /** Turns a folded weight so that time is last, which LibTorch convolves fastest. */
  private static NDArray timeLast(NDArray input, NDArray weight) {
    NDArray turned = weight.swapAxes(2, 3);
    turned.attach(input.getManager());
    return turned;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    long[] shape = inputs[0].getShape();
    shape[1] = outputs;
    int time = shape.length - 1;
    if (movement instanceof Movement.InTime inTime) {
      shape[time] = positions(shape[time], inTime.geometry.stride());
    } else {
      PlaneGeometry geometry = ((Movement.OnPlane) movement).geometry;
      shape[time - 1] = positions(shape[time - 1], geometry.strideRows());
      shape[time] = positions(shape[time], geometry.strideColumns());
    }
    return new Shape[] {new Shape(shape)};
  }

  private static long positions(long length, int stride) {
    return 1 + (length - 1) / stride;
  }
}
