package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.engine.TorchFunctions.Geometry;

/**
 * A one-dimensional transposed convolution, computed in polyphase form: one convolution gives all
 * {@code stride} phases of the output as channels, which are then interleaved in time. Exact and
 * without extra multiplications where the stride divides the kernel. (DJL has no transposed
 * convolution, and the gradient of oneDNN's is wrong in bfloat16: kernel 16, stride 8.)
 *
 * <p>Of T samples it makes (T - 1) stride - 2 padding + kernel + outputPadding.
 */
public final class TransposedConvolution extends ConvolutionLayer implements Compilable {
  private final int inputs;
  private final int outputs;
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int outputPadding;
  private final int taps; // of each phase

  /**
   * Creates the layer.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps
   * @param stride the upsampling rate
   * @param padding how many samples are cut off each end
   * @param outputPadding how many of those the far end gets back, at most {@code padding}
   * @param form what is kept of the weight, which is (inputs, outputs, kernel)
   */
  public TransposedConvolution(
      int inputs,
      int outputs,
      int kernel,
      int stride,
      int padding,
      int outputPadding,
      WeightForm form) {
    super(new Shape(inputs, outputs, kernel), outputs, form);
    if (outputPadding > padding) {
      throw new IllegalArgumentException(outputPadding + " is more than " + padding);
    }
    this.inputs = inputs;
    this.outputs = outputs;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.outputPadding = outputPadding;
    this.taps = (kernel + stride - 1) / stride;
  }

  /**
   * Creates the layer that makes exactly {@code rate} samples of each: both ends are cut off
   * evenly, and where they cannot be, the far end a sample less.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, not fewer than the rate
   * @param rate the upsampling rate
   * @param form what is kept of the weight
   */
  public static TransposedConvolution upsampling(
      int inputs, int outputs, int kernel, int rate, WeightForm form) {
    int cut = kernel - rate;
    return new TransposedConvolution(inputs, outputs, kernel, rate, (cut + 1) / 2, cut % 2, form);
  }

  /**
   * Returns how many samples beyond its own, on either side, an input is read for outputs that
   * reach so many samples beyond its own {@code rate}.
   *
   * @param reach in output samples
   * @param kernel the number of taps
   * @param rate the upsampling rate of a layer of {@link #upsampling}
   */
  public static long inputReach(long reach, int kernel, int rate) {
    // Output t reads the inputs from (t + cut - kernel + 1) / rate up to (t + cut) / rate, where
    // cut = (kernel - rate + 1) / 2; t reaches to -reach, and to rate - 1 + reach.
    return (reach + (kernel + rate + 1) / 2 - 1) / rate;
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    long batch = input.getShape().get(0);
    long positions = input.getShape().get(2) + taps - 1;
    long start = padding;
    long end = start + outputLength(input.getShape().get(2));
    NDManager scope = input.getManager();
    try (NDArray weight = phaseKernel(scope, weight(store, input, training));
        NDArray none = scope.zeros(new Shape((long) outputs * stride));
        NDArray phases =
            TorchFunctions.convolution(
                input, weight, none, Geometry.inTime(1, taps - 1, 1), 1, isReduced());
        NDArray split = phases.reshape(batch, outputs, stride, positions);
        NDArray swapped = split.transpose(0, 1, 3, 2);
        NDArray joined = swapped.reshape(batch, outputs, positions * stride);
        NDArray cut = joined.get(new NDIndex(":, :, {}:{}", start, end));
        NDArray bias = moved(scope, bias(store, input, training).reshape(1, outputs, 1))) {
      return cut.add(bias);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.transposedConvolution(
        input, foldedWeight(), bias(), stride, padding, outputPadding);
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
    return (time - 1) * stride - 2L * padding + kernel + outputPadding;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long batch = inputShapes[0].get(0);
    return new Shape[] {new Shape(batch, outputs, outputLength(inputShapes[0].get(2)))};
  }
}
