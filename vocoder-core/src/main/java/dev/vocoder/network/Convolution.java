package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.engine.TorchFunctions.Geometry;

/** A one-dimensional convolution of odd kernel, zero-padded so that the length stays. */
public final class Convolution extends ConvolutionLayer implements Compilable {
  private final int outputs;
  private final int padding;
  private final int dilation;

  /**
   * Creates the layer.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps, odd
   * @param dilation the distance between taps in samples
   * @param form what is kept of the weight, which is (outputs, inputs, kernel)
   */
  public Convolution(int inputs, int outputs, int kernel, int dilation, WeightForm form) {
    super(new Shape(outputs, inputs, kernel), outputs, form);
    this.outputs = outputs;
    this.padding = (kernel - 1) / 2 * dilation;
    this.dilation = dilation;
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return TorchFunctions.convolution(
        input,
        weight(store, input, training),
        bias(store, input, training),
        Geometry.inTime(1, padding, dilation),
        1,
        isReduced());
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.convolution(input, foldedWeight(), bias(), dilation, padding);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), outputs, inputs[0].get(2))};
  }
}
