package dev.vocoder.network;

import ai.djl.nn.Parameter;

/**
 * A program that a network writes itself into, to be run by something other than its Blocks. Values
 * are (batch, channels, time).
 *
 * @param <V> how the program refers to a value
 */
public interface Graph<V> {

  /**
   * Says whether the operations that follow may be computed in reduced precision; at first they may
   * not. A graph without such a choice ignores it.
   *
   * @param allowed whether the sound survives it
   */
  void allowReducedPrecision(boolean allowed);

  /**
   * Convolves in time.
   *
   * @param input (batch, inputs, time)
   * @param weight (outputs, inputs, kernel)
   * @param bias (outputs)
   * @param dilation the distance between taps
   * @param before samples read before the start
   * @param after samples read after the end
   * @param mode what is read there; there are more samples than are mirrored
   */
  V convolution(
      V input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode);

  /**
   * Convolves in time, transposed: of T samples it makes (T - 1) stride + kernel, less those that
   * are cut off the ends.
   *
   * @param input (batch, inputs, time)
   * @param weight (inputs, outputs, kernel)
   * @param bias (outputs)
   * @param stride the upsampling rate
   * @param cutStart samples cut off the start
   * @param cutEnd samples cut off the end
   * @param start what is read before the start, {@code ZEROS} or {@code REPLICATE}
   */
  V transposedConvolution(
      V input,
      Parameter weight,
      Parameter bias,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start);

  /**
   * Normalises: (x - mean) / scale in each channel.
   *
   * @param input (batch, channels, time)
   * @param mean one for each channel
   * @param scale one for each channel, not 0
   */
  V normalize(V input, float[] mean, float[] scale);

  /**
   * Scales negative values by a slope.
   *
   * @param input any value
   * @param slope the factor
   */
  V leakyRelu(V input, float slope);

  /**
   * Adds two values of the same shape.
   *
   * @param left one
   * @param right the other
   */
  V add(V left, V right);

  /**
   * Divides by a number.
   *
   * @param input any value
   * @param divisor not 0
   */
  V divide(V input, float divisor);

  /**
   * Takes the hyperbolic tangent.
   *
   * @param input any value
   */
  V tanh(V input);
}
