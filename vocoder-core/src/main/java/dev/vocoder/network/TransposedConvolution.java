package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;

/**
 * A one-dimensional transposed convolution. Of T samples it makes (T - 1) stride - 2 padding +
 * kernel + outputPadding.
 */
public final class TransposedConvolution extends ConvolutionLayer implements Compilable {

  private final int outputs;
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int outputPadding;

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
    this.outputs = outputs;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.outputPadding = outputPadding;
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return TorchFunctions.transposedConvolution(
        input,
        weight(store, input, training),
        bias(store, input, training),
        stride,
        padding,
        outputPadding,
        isReduced());
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.transposedConvolution(
        input, foldedWeight(), bias(), stride, padding, outputPadding);
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
