package dev.vocoder.internal.engine;

/**
 * The numbers of a convolution along time that decide in what form it is computed.
 *
 * @param inputs the number of input channels
 * @param outputs the number of output channels
 * @param kernel the number of taps
 * @param stride how far the kernel moves on
 * @param groups into how many the channels are divided
 * @param reduced whether it computes in bfloat16
 */
public record ConvolutionShape(
    int inputs, int outputs, int kernel, int stride, int groups, boolean reduced) {

  /** Returns that of a convolution of all channels that moves on by one. */
  public static ConvolutionShape dense(int inputs, int outputs, int kernel, boolean reduced) {
    return new ConvolutionShape(inputs, outputs, kernel, 1, 1, reduced);
  }
}
