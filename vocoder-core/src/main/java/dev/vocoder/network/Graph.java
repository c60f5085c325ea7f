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
   * Convolves each channel in time by itself, with taps side by side.
   *
   * @param input (batch, channels, time)
   * @param weight (channels, 1, kernel)
   * @param bias (channels)
   * @param before samples read before the start
   * @param after samples read after the end
   * @param mode what is read there; there are more samples than are mirrored
   */
  V depthwiseConvolution(
      V input, Parameter weight, Parameter bias, int before, int after, PaddingMode mode);

  /**
   * Puts a filter of its channel at every sample, times the sample, and adds them all: a transposed
   * convolution to one channel, whose weights are no parameters.
   *
   * @param input (batch, channels, time), zero beyond its ends
   * @param filters (channels, kernel)
   * @param stride the upsampling rate
   * @param cutStart samples cut off the start
   * @param cutEnd samples cut off the end
   */
  V filterBank(V input, float[][] filters, int stride, int cutStart, int cutEnd);

  /**
   * Normalises each sample over its channels: (x - mean) / sqrt(variance + epsilon) x weight +
   * bias, the variance that of the channels themselves, not an estimate from them.
   *
   * @param input (batch, channels, time)
   * @param weight (channels)
   * @param bias (channels)
   * @param epsilon what keeps the root from zero
   */
  V layerNorm(V input, Parameter weight, Parameter bias, float epsilon);

  /**
   * Takes some of the channels.
   *
   * @param input (batch, channels, time)
   * @param from the first
   * @param to the first that is not taken, more than {@code from}
   */
  V channels(V input, int from, int to);

  /**
   * Multiplies each channel by a number of its own.
   *
   * @param input (batch, channels, time)
   * @param perChannel (channels)
   */
  V scale(V input, Parameter perChannel);

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
   * Puts the second sample once more before the first, so that there is one more: the signal
   * continued by its mirror image.
   *
   * @param input (batch, channels, time), of two samples or more
   */
  V mirrorFirst(V input);

  /**
   * Computes x + sin^2(a x) / (b + 1e-9) in each channel at twice the rate (Lee et al. 2023,
   * "BigVGAN", section 3.2). With f the taps of the filter before it, sample u of the doubled
   * signal is 2 sum_j f[u + 5 - 2j] x[j]; with f those of the filter after it, sample t of the
   * result is sum_k f[k] y[2t + k - 5], y the doubled signal after the sine. Beyond its ends either
   * signal is its first or last sample.
   *
   * @param input (batch, channels, time)
   * @param alpha (channels), a or its logarithm
   * @param beta (channels), b or its logarithm; may be {@code alpha}
   * @param logarithmic whether they are logarithms
   * @param up (1, 1, 12), the filter before
   * @param down (1, 1, 12), the filter after
   */
  V antiAliasedSnake(
      V input, Parameter alpha, Parameter beta, boolean logarithmic, Parameter up, Parameter down);

  /**
   * Adds two values of the same shape.
   *
   * @param left one
   * @param right the other
   */
  V add(V left, V right);

  /**
   * Multiplies two values of the same shape.
   *
   * @param left one
   * @param right the other
   */
  V multiply(V left, V right);

  /**
   * Divides a value by another of the same shape.
   *
   * @param dividend what is divided
   * @param divisor by what
   */
  V divide(V dividend, V divisor);

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

  /**
   * Takes the Gaussian error linear unit, x times the normal distribution function of x (Hendrycks
   * and Gimpel 2016).
   *
   * @param input any value
   * @param approximate whether by the hyperbolic tangent that comes near it
   */
  V gelu(V input, boolean approximate);

  /**
   * Takes e to the power of each number.
   *
   * @param input any value
   */
  V exp(V input);

  /**
   * Takes the sine.
   *
   * @param input any value, in radians
   */
  V sine(V input);

  /**
   * Takes the cosine.
   *
   * @param input any value, in radians
   */
  V cosine(V input);

  /**
   * Limits numbers to a range.
   *
   * @param input any value
   * @param least the least
   * @param greatest the greatest, not less
   */
  V clamp(V input, float least, float greatest);
}
