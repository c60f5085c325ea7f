package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.engine.TorchFunctions.Geometry;

/** A one-dimensional convolution of odd kernel, padded so that the length stays. */
public final class Convolution extends ConvolutionLayer implements Compilable {
  private final int outputs;
  private final int dilation;
  private final int before;
  private final int after;
  private final PaddingMode mode;

  /**
   * Creates the layer.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, odd
   * @param dilation the distance between taps in samples
   * @param padding what is read beyond the ends
   * @param form what is kept of the weight, which is (outputs, inputs, kernel)
   */
  public Convolution(
      int inputs, int outputs, int kernel, int dilation, Padding padding, WeightForm form) {
    super(new Shape(outputs, inputs, kernel), outputs, form);
    this.outputs = outputs;
    this.dilation = dilation;
    this.before = padding.before(kernel, dilation);
    this.after = padding.after(kernel, dilation);
    this.mode = padding.mode();
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    boolean isEvenlyZero = mode == PaddingMode.ZEROS && before == after;
    if (isEvenlyZero || before + after == 0) {
      return convolve(store, input, before, training);
    }
    try (NDArray padded = padded(input)) {
      return convolve(store, padded, 0, training);
    }
  }

  private NDArray padded(NDArray input) {
    return switch (mode) {
      case ZEROS -> input.pad(new Shape(before, after), 0);
      case REFLECT -> TorchFunctions.reflectionPad(input, before, after);
      case REPLICATE -> TorchFunctions.replicationPad(input, before, after);
    };
  }

  private NDArray convolve(ParameterStore store, NDArray input, int zeros, boolean training) {
    return TorchFunctions.convolution(
        input,
        weight(store, input, training),
        bias(store, input, training),
        new Geometry(1, zeros, dilation),
        1,
        isReduced());
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.convolution(input, foldedWeight(), bias(), dilation, before, after, mode);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), outputs, inputs[0].get(2))};
  }
}
