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
  private static final int LONGEST_FAST_KERNEL = 14; // oneDNN's own limit for weights' gradients

  /** Returns that of a convolution of all channels that moves on by one. */
  public static ConvolutionShape dense(int inputs, int outputs, int kernel, boolean reduced) {
    return new ConvolutionShape(inputs, outputs, kernel, 1, 1, reduced);
  }

  /** Returns that of a convolution of each channel by itself, in single precision. */
  public static ConvolutionShape depthwise(int channels, int kernel) {
    return new ConvolutionShape(channels, channels, kernel, 1, channels, false);
  }

  /** Returns whether it is one tap of many channels, and fills oneDNN's blocks of outputs. */
  boolean isWideTap() {
    return kernel == 1
        && groups == 1
        && stride == 1
        && outputs % 64 == 0
        && Math.min(inputs, outputs) >= 256;
  }

  /** Returns whether time may be divided into rows, and is long where there are so few channels. */
  boolean suitsRows() {
    return groups == 1
        && stride == 1
        && inputs % 32 == 0
        && outputs % 32 == 0
        && Math.max(inputs, outputs) <= 128
        && kernel >= (inputs == 32 ? 5 : 3);
  }

  /** Returns whether it is in groups whose inputs and outputs fill oneDNN's blocks. */
  boolean hasFullGroups() {
    return groups > 1 && inputs / groups % 16 == 0 && outputs / groups % 16 == 0;
  }

  /** Returns whether each channel is a group of its own. */
  boolean isDepthwise() {
    return groups > 1 && groups == inputs && groups == outputs;
  }

  /**
   * Returns whether it is in groups each of which has multiples of 16 channels and more than one
   * tap in {@link ConvolutionForm#POLYPHASE}, and of a kernel that is long for oneDNN.
   */
  boolean hasFullPhases() {
    int outputsInBlock = (ConvolutionForm.BLOCK - 1 + stride) / stride;
    int block = outputsInBlock * stride;
    return groups > 1
        && stride > 1
        && kernel > Math.max(LONGEST_FAST_KERNEL, block)
        && inputs / groups * block % 16 == 0
        && outputs / groups * outputsInBlock % 16 == 0;
  }
}
