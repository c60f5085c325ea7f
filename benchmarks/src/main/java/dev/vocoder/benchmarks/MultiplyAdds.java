package dev.vocoder.benchmarks;

import ai.djl.nn.Parameter;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Graph;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.WeightForm;

/**
 * Counts the multiplications of a network's convolutions for one mel frame. A value stands for the
 * number of its samples.
 */
final class MultiplyAdds implements Graph<Integer> {
  private long count;

  private MultiplyAdds() {}

  /** Returns how many a generator needs for each mel frame. */
  static long perFrame(GeneratorConfig config) {
    MultiplyAdds counter = new MultiplyAdds();
    config.build(WeightForm.FOLDED).emit(counter, 1);
    return counter.count;
  }

  @Override
  public void allowReducedPrecision(boolean allowed) {}

  @Override
  public Integer convolution(
      Integer input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode) {
    count += weight.getShape().size() * input;
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
    count += weight.getShape().size() * input;
    return input * stride;
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
  public Integer add(Integer left, Integer right) {
    return left;
  }

  @Override
  public Integer divide(Integer input, float divisor) {
    return input;
  }

  @Override
  public Integer tanh(Integer input) {
    return input;
  }
}
