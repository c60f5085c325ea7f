package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.engine.TorchFunctions.Geometry;
import java.util.function.Supplier;

/**
 * A one-dimensional transposed convolution, computed in polyphase form: one convolution gives all
 * {@code stride} phases of the output as channels, which are then interleaved in time. Exact and
 * without extra multiplications where the stride divides the kernel. (DJL has no transposed
 * convolution, and the gradient of oneDNN's is wrong in bfloat16: kernel 16, stride 8.)
 *
 * <p>Of T samples it makes (T - 1) stride + kernel, less those that are cut off the ends.
 */
public final class TransposedConvolution extends ConvolutionLayer implements Compilable {
  private final int inputs;
  private final int outputs;
  private final int kernel;
  private final int stride;
  private final int cutStart;
  private final int cutEnd;
  private final PaddingMode start;
  private final int taps; // of each phase

  /**
   * Creates the layer.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps
   * @param stride the upsampling rate
   * @param cutStart how many samples are cut off the start
   * @param cutEnd how many samples are cut off the end
   * @param start what is read before the start, {@code ZEROS} or {@code REPLICATE}
   * @param form what is kept of the weight, which is (inputs, outputs, kernel)
   */
  TransposedConvolution(
      int inputs,
      int outputs,
      int kernel,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start,
      WeightForm form) {
    super(new Shape(inputs, outputs, kernel), outputs, form);
    this.inputs = inputs;
    this.outputs = outputs;
    this.kernel = kernel;
    this.stride = stride;
    this.cutStart = cutStart;
    this.cutEnd = cutEnd;
    this.start = start;
    this.taps = taps(kernel, stride);
  }

  private TransposedConvolution(
      int inputs, int kernel, Supplier<float[]> weight, int stride, int cutStart) {
    super(new Shape(inputs, 1, kernel), weight);
    this.inputs = inputs;
    this.outputs = 1;
    this.kernel = kernel;
    this.stride = stride;
    this.cutStart = cutStart;
    this.cutEnd = kernel - stride - cutStart;
    this.start = PaddingMode.ZEROS;
    this.taps = taps(kernel, stride);
  }

  /**
   * Creates the layer that makes exactly {@code rate} samples of each, cut as {@link
   * Padding#cutStart} says.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, not fewer than the rate
   * @param rate the upsampling rate
   * @param padding what is read before the start, and where the output is cut
   * @param form what is kept of the weight
   */
  public static TransposedConvolution upsampling(
      int inputs, int outputs, int kernel, int rate, Padding padding, WeightForm form) {
    return upsampling(inputs, outputs, kernel, rate, 0, padding, form);
  }

  /**
   * Creates the layer that makes {@code rate} samples of each, and some more at the end.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, not fewer than rate and extra together
   * @param rate the upsampling rate
   * @param extra how many samples more it makes, however long its input is
   * @param padding what is read before the start, and where the output is cut
   * @param form what is kept of the weight
   */
  public static TransposedConvolution upsampling(
      int inputs, int outputs, int kernel, int rate, int extra, Padding padding, WeightForm form) {
    int cutStart = padding.cutStart(kernel - extra, rate);
    return new TransposedConvolution(
        inputs,
        outputs,
        kernel,
        rate,
        cutStart,
        kernel - extra - rate - cutStart,
        padding.upsamplingMode(),
        form);
  }

  /**
   * Creates a layer that is not trained, with one output channel, zeros beyond the ends and no
   * bias: a bank of filters whose outputs are added. Of each sample it makes exactly {@code rate}.
   *
   * @param inputs the number of input channels
   * @param kernel the number of taps
   * @param weight (inputs, 1, kernel), its initial values; asked for when it is initialised
   * @param rate the upsampling rate
   * @param cutStart how many samples are cut off the start, at most kernel - rate
   */
  public static TransposedConvolution fixed(
      int inputs, int kernel, Supplier<float[]> weight, int rate, int cutStart) {
    return new TransposedConvolution(inputs, kernel, weight, rate, cutStart);
  }

  /**
   * Returns how many input samples an output depends on at most.
   *
   * @param kernel the number of taps
   * @param stride the upsampling rate
   */
  public static int taps(int kernel, int stride) {
    return (kernel + stride - 1) / stride;
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    if (start == PaddingMode.ZEROS || taps == 1) {
      return applyAfter(0, store, input, training);
    }
    try (NDArray continued = TorchFunctions.replicationPad(input, taps - 1, 0)) {
      return applyAfter(taps - 1, store, continued, training);
    }
  }

  /** Computes the layer on an input that begins with some samples which are not its own. */
  private NDArray applyAfter(int added, ParameterStore store, NDArray input, boolean training) {
    long batch = input.getShape().get(0);
    long positions = input.getShape().get(2) + taps - 1;
    long from = (long) added * stride + cutStart;
    long to = from + outputLength(input.getShape().get(2) - added);
    NDManager scope = input.getManager();
    try (NDArray weight = phaseKernel(scope, weight(store, input, training));
        NDArray none = scope.zeros(new Shape((long) outputs * stride));
        NDArray phases =
            TorchFunctions.convolution(
                input, weight, none, new Geometry(1, taps - 1, 1), 1, isReduced());
        NDArray split = phases.reshape(batch, outputs, stride, positions);
        NDArray swapped = split.transpose(0, 1, 3, 2);
        NDArray joined = swapped.reshape(batch, outputs, positions * stride);
        NDArray own = joined.get(new NDIndex(":, :, {}:{}", from, to));
        NDArray bias = moved(scope, bias(store, input, training).reshape(1, outputs, 1))) {
      return own.add(bias);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.transposedConvolution(
        input, foldedWeight(), bias(), stride, cutStart, cutEnd, start);
  }

  /**
   * Rearranges the weight. Output sample q stride + r is the sum over i of x[q - i] w[i stride +
   * r], so phase r is a convolution with every stride-th tap from r on; reversed, because the
   * engine's convolution is a correlation.
   *
   * @param weight (inputs, outputs, kernel)
   * @return (outputs x stride, inputs, taps)
   */
  private NDArray phaseKernel(NDManager scope, NDArray weight) {
    try (NDArray padded = moved(scope, weight.pad(new Shape(0, (long) taps * stride - kernel), 0));
        NDArray split = padded.reshape(inputs, outputs, taps, stride);
        NDArray reversed = split.flip(2);
        NDArray ordered = reversed.transpose(1, 3, 0, 2)) {
      return ordered.reshape((long) outputs * stride, inputs, taps);
    }
  }

  /**
   * Moves an array computed from a parameter to a manager: by itself it would stay with the model's
   * manager for as long as the model lives.
   */
  private static NDArray moved(NDManager scope, NDArray array) {
    array.attach(scope);
    return array;
  }

  private long outputLength(long time) {
    return (time - 1) * stride + kernel - cutStart - cutEnd;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long batch = inputShapes[0].get(0);
    return new Shape[] {new Shape(batch, outputs, outputLength(inputShapes[0].get(2)))};
  }
}
