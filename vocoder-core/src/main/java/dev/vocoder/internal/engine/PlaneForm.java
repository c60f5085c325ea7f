package dev.vocoder.internal.engine;

/**
 * How LibTorch is asked for a convolution whose kernel extends over both axes of a plane. All forms
 * are the same sums.
 *
 * <p>Why these: what is known of oneDNN's faults ({@link ConvolutionKind}) was found with kernels
 * of one row. There multiples of 32 channels, in channels-last layout, were right on every
 * processor, so this is the one form in which oneDNN is asked for planes, and only for work that is
 * worth it. Before it is taken on a CPU, it is tried out once in a JVM, forward and backward,
 * against a product; where it comes out wrong it is never taken. Everything else is a product of
 * matrices, which no oneDNN convolution has a part in.
 */
enum PlaneForm {
  /** As arrays come, for a GPU, whose libraries take any. */
  PLAIN(0),
  /** Channels last, and of both sides as many more, all zero, as make a multiple of 32. */
  ROUNDED(1),
  /** The taps that an output reads side by side, multiplied with the weight as a matrix. */
  PRODUCT(2),
  /**
   * Each position multiplied with every tap of the weight, and the results added where they belong:
   * the product with less memory where there are fewer outputs than inputs. It moves on by one.
   */
  SPREAD(3);

  private final int code;

  PlaneForm(int code) {
    this.code = code;
  }

  /** Returns how the TorchScript calls it. */
  int code() {
    return code;
  }
}
