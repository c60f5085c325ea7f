package dev.vocoder.network;

import ai.djl.nn.Parameter;

/**
 * A program that computes nothing: it follows how long values are and on what they depend. It asks
 * nothing of a weight but its shape, so that the network needs no parameters yet.
 */
final class LocalityGraph implements Graph<LocalityGraph.Value> {

  /**
   * A value of T x rate + extra samples, T being the length of the network's input. Its sample t
   * depends on the input's samples from (t - before) / rate to (t + after) / rate, rounded down.
   *
   * @param rate samples for each of the input's
   * @param extra samples more
   * @param before how many samples before its own it reaches, at its own rate
   * @param after how many after its own
   */
  record Value(long rate, long extra, long before, long after) {

    /** A value that depends on its own sample alone. */
    static Value ofRate(long rate) {
      return new Value(rate, 0, 0, 0);
    }

    /** Returns on how much of the input its samples of one input sample depend, beside that. */
    Reach reach() {
      return new Reach((before + rate - 1) / rate, (after + rate - 1) / rate);
    }
  }

  private long leastLength = 1;

  /** Returns the shortest input that is longer, at every layer, than what the layer mirrors. */
  long leastLength() {
    return leastLength;
  }

  @Override
  public void allowReducedPrecision(boolean allowed) {}

  @Override
  public Value convolution(
      Value input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode) {
    if (mode == PaddingMode.REFLECT) {
      leastLength = Math.max(leastLength, Math.max(before, after) / input.rate + 1);
    }
    return new Value(input.rate, input.extra, input.before + before, input.after + after);
  }

  @Override
  public Value transposedConvolution(
      Value input,
      Parameter weight,
      Parameter bias,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start) {
    return upsampled(input, weight.getShape().get(2), stride, cutStart, cutEnd);
  }

  private static Value upsampled(Value input, long kernel, int stride, int cutStart, int cutEnd) {
    // Output t reads the inputs from (t + cutStart - kernel + 1) / stride, rounded up, to (t +
    // cutStart) / stride, rounded down. Rounded up, a / stride is (a + stride - 1) / stride rounded
    // down, and to round down twice is to round down once.
    long beyond = kernel - stride;
    return new Value(
        input.rate * stride,
        input.extra * stride + beyond - cutStart - cutEnd,
        input.before * stride + beyond - cutStart,
        input.after * stride + cutStart);
  }

  @Override
  public Value depthwiseConvolution(
      Value input, Parameter weight, Parameter bias, int before, int after, PaddingMode mode) {
    return convolution(input, weight, bias, 1, before, after, mode);
  }

  @Override
  public Value filterBank(Value input, float[][] filters, int stride, int cutStart, int cutEnd) {
    return upsampled(input, filters[0].length, stride, cutStart, cutEnd);
  }

  @Override
  public Value layerNorm(Value input, Parameter weight, Parameter bias, float epsilon) {
    return input;
  }

  @Override
  public Value channels(Value input, int from, int to) {
    return input;
  }

  @Override
  public Value scale(Value input, Parameter perChannel) {
    return input;
  }

  @Override
  public Value normalize(Value input, float[] mean, float[] scale) {
    return input;
  }

  @Override
  public Value leakyRelu(Value input, float slope) {
    return input;
  }

  /** Looks one sample back everywhere but at the very first, which looks one ahead. */
  @Override
  public Value mirrorFirst(Value input) {
    leastLength = Math.max(leastLength, 1 / input.rate + 1);
    return new Value(input.rate, input.extra + 1, input.before + 1, input.after + 1);
  }

  @Override
  public Value antiAliasedSnake(
      Value input,
      Parameter alpha,
      Parameter beta,
      boolean logarithmic,
      Parameter up,
      Parameter down) {
    return new Value(input.rate, input.extra, input.before + 5, input.after + 5);
  }

  @Override
  public Value add(Value left, Value right) {
    return both(left, right);
  }

  @Override
  public Value multiply(Value left, Value right) {
    return both(left, right);
  }

  @Override
  public Value divide(Value dividend, Value divisor) {
    return both(dividend, divisor);
  }

  private static Value both(Value left, Value right) {
    return new Value(
        left.rate,
        left.extra,
        Math.max(left.before, right.before),
        Math.max(left.after, right.after));
  }

  @Override
  public Value divide(Value input, float divisor) {
    return input;
  }

  @Override
  public Value tanh(Value input) {
    return input;
  }

  @Override
  public Value gelu(Value input, boolean approximate) {
    return input;
  }

  @Override
  public Value exp(Value input) {
    return input;
  }

  @Override
  public Value sine(Value input) {
    return input;
  }

  @Override
  public Value cosine(Value input) {
    return input;
  }

  @Override
  public Value clamp(Value input, float least, float greatest) {
    return input;
  }
}
