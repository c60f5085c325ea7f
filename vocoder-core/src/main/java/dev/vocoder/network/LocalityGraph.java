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
    // Output t reads the inputs from (t + cutStart - kernel + 1) / stride, rounded up, to (t +
    // cutStart) / stride, rounded down. Rounded up, a / stride is (a + stride - 1) / stride rounded
    // down, and to round down twice is to round down once.
    long beyond = weight.getShape().get(2) - stride;
    return new Value(
        input.rate * stride,
        input.extra * stride + beyond - cutStart - cutEnd,
        input.before * stride + beyond - cutStart,
        input.after * stride + cutStart);
  }

  @Override
  public Value normalize(Value input, float[] mean, float[] scale) {
    return input;
  }

  @Override
  public Value leakyRelu(Value input, float slope) {
    return input;
  }

  @Override
  public Value add(Value left, Value right) {
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
}
