package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.engine.TorchFunctions.Geometry;

/** A one-dimensional convolution of odd kernel, padded so that the length stays. */
public final class Convolution extends ConvolutionLayer implements Compilable {
  private final int outputs;
  private final int padding;
  private final int dilation;
  private final PaddingMode mode;

  /**
   * Creates the layer.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, odd
   * @param dilation the distance between taps in samples
   * @param mode what is read beyond the ends
   * @param form what is kept of the weight, which is (outputs, inputs, kernel)
   */
  public Convolution(
      int inputs, int outputs, int kernel, int dilation, PaddingMode mode, WeightForm form) {
    super(new Shape(outputs, inputs, kernel), outputs, form);
    this.outputs = outputs;
    this.padding = (kernel - 1) / 2 * dilation;
    this.dilation = dilation;
    this.mode = mode;
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    if (mode == PaddingMode.REFLECT && padding > 0) {
      try (NDArray padded = TorchFunctions.reflectionPad(input, padding, padding)) {
        return convolve(store, padded, 0, training);
      }
    }
    return convolve(store, input, padding, training);
  }

  private NDArray convolve(ParameterStore store, NDArray input, int zeros, boolean training) {
    return TorchFunctions.convolution(
        input,
        weight(store, input, training),
        bias(store, input, training),
        Geometry.inTime(1, zeros, dilation),
        1,
        isReduced());
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.convolution(input, foldedWeight(), bias(), dilation, padding, mode);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), outputs, inputs[0].get(2))};
  }
}
