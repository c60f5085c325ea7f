package dev.vocoder.internal.inference;

import ai.djl.nn.Parameter;
import dev.vocoder.internal.engine.ConvolutionShape;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Graph;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the multiplications of a network's convolutions for one mel frame. A value stands for the
 * number of its samples.
 */
public final class MultiplyAdds implements Graph<Integer> {
  private final boolean reduced;
  private final List<Layer> layers = new ArrayList<>();
  private boolean allowed;

  private MultiplyAdds(boolean reduced) {
    this.reduced = reduced;
  }

  /**
   * A convolution of a network.
   *
   * @param shape what decides its form; that of a transposed one is its phases'
   * @param dilation the distance between its taps
   * @param inputSamples how many samples it takes of each mel frame
   * @param count how many multiplications it needs for each mel frame
   */
  public record Layer(ConvolutionShape shape, int dilation, int inputSamples, long count) {}

  /**
   * Returns how many a generator needs for each mel frame.
   *
   * @param config its sizes
   */
  public static long perFrame(GeneratorConfig config) {
    return layers(config, false).stream().mapToLong(Layer::count).sum();
  }

  /**
   * Returns the convolutions of a generator.
   *
   * @param config its sizes
   * @param reduced whether those compute in bfloat16 that may
   */
  public static List<Layer> layers(GeneratorConfig config, boolean reduced) {
    MultiplyAdds counter = new MultiplyAdds(reduced);
    config.build(WeightForm.FOLDED).emit(counter, 1);
    return counter.layers;
  }

  @Override
  public void allowReducedPrecision(boolean allowed) {
    this.allowed = allowed;
  }

  @Override
  public Integer convolution(
      Integer input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode) {
    add(input, weight, axis(weight, 1), axis(weight, 0), axis(weight, 2), dilation);
    return input;
  }

  @Override
  public Integer transposedConvolution(
      Integer input,
      Parameter weight,
      Parameter bias,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start) {
    int taps = TransposedConvolution.taps(axis(weight, 2), stride);
    add(input, weight, axis(weight, 0), stride * axis(weight, 1), taps, 1);
    return input * stride;
  }

  private void add(
      int samples, Parameter weight, int inputs, int outputs, int kernel, int dilation) {
    add(
        ConvolutionShape.dense(inputs, outputs, kernel, reduced && allowed),
        dilation,
        samples,
        weight.getShape().size());
  }

  private void add(ConvolutionShape shape, int dilation, int samples, long numbers) {
    layers.add(new Layer(shape, dilation, samples, numbers * samples));
  }

  private static int axis(Parameter weight, int index) {
    return Math.toIntExact(weight.getShape().get(index));
  }

  @Override
  public Integer depthwiseConvolution(
      Integer input, Parameter weight, Parameter bias, int before, int after, PaddingMode mode) {
    add(
        ConvolutionShape.depthwise(axis(weight, 0), axis(weight, 2)),
        1,
        input,
        weight.getShape().size());
    return input;
  }

  @Override
  public Integer filterBank(
      Integer input, float[][] filters, int stride, int cutStart, int cutEnd) {
    int kernel = filters[0].length;
    int taps = TransposedConvolution.taps(kernel, stride);
    add(
        ConvolutionShape.dense(filters.length, stride, taps, false),
        1,
        input,
        (long) filters.length * kernel);
    return input * stride;
  }

  @Override
  public Integer layerNorm(Integer input, Parameter weight, Parameter bias, float epsilon) {
    return input;
  }

  @Override
  public Integer channels(Integer input, int from, int to) {
    return input;
  }

  @Override
  public Integer scale(Integer input, Parameter perChannel) {
    return input;
  }

  @Override
  public Integer normalize(Integer input, float[] mean, float[] scale) {
    return input;
  }

  @Override
  public Integer leakyRelu(Integer input, float slope) {
    return input;
  }

  @Override
  public Integer mirrorFirst(Integer input) {
    return input;
  }

  /** Counts nothing: its filters are no convolutions of weights. */
  @Override
  public Integer antiAliasedSnake(
      Integer input,
      Parameter alpha,
      Parameter beta,
      boolean logarithmic,
      Parameter up,
      Parameter down) {
    return input;
  }

  @Override
  public Integer add(Integer left, Integer right) {
    return left;
  }

  @Override
  public Integer multiply(Integer left, Integer right) {
    return left;
  }

  @Override
  public Integer divide(Integer dividend, Integer divisor) {
    return dividend;
  }

  @Override
  public Integer divide(Integer input, float divisor) {
    return input;
  }

  @Override
  public Integer tanh(Integer input) {
    return input;
  }

  @Override
  public Integer gelu(Integer input, boolean approximate) {
    return input;
  }

  @Override
  public Integer exp(Integer input) {
    return input;
  }

  @Override
  public Integer sine(Integer input) {
    return input;
  }

  @Override
  public Integer cosine(Integer input) {
    return input;
  }

  @Override
  public Integer clamp(Integer input, float least, float greatest) {
    return input;
  }
}
