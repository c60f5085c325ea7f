package dev.vocoder.internal.script;

import dev.vocoder.container.Tensor;
import dev.vocoder.internal.engine.ConvolutionShape;

/**
 * Samples in a row taken as one of so many times the channels, which in memory they are. oneDNN
 * computes 16 outputs at once: a convolution with 8 or fewer is so much slower, and folded it
 * computes several samples' outputs at once, at the cost of some multiplications by zero.
 *
 * @param samples how many lie side by side, 1 if none are folded
 * @param taps how many such blocks the kernel spans
 * @param unread how many samples at the start of those blocks it does not read
 */
public record Folding(int samples, int taps, int unread) {
  private static final int LANES = 16; // single-precision numbers in a register of AVX-512
  private static final double GAIN = 0.9; // of what empty lanes cost, to be worth it

  /** That of a convolution that is computed as it is. */
  static final Folding NONE = new Folding(1, 0, 0);

  /**
   * Returns how to fold a convolution, or {@link #NONE} where that would not pay.
   *
   * @param outputs the number of its output channels
   * @param kernel the number of its taps
   * @param dilation the distance between them
   */
  public static Folding of(int outputs, int kernel, int dilation) {
    int samples = LANES / Integer.lowestOneBit(outputs | LANES);
    int span = (kernel - 1) * dilation + 1;
    int taps = (span + samples - 1 + samples - 1) / samples;
    double multiplications = (double) samples * taps / kernel;
    double lanes = Math.ceil((double) outputs / LANES) * LANES / outputs;
    return samples > 1 && multiplications < GAIN * lanes
        ? new Folding(samples, taps, taps * samples - span - samples + 1)
        : NONE;
  }

  /**
   * Returns what is computed instead of a convolution.
   *
   * @param plain the convolution
   */
  public ConvolutionShape of(ConvolutionShape plain) {
    return isNone()
        ? plain
        : ConvolutionShape.dense(
            samples * plain.inputs(), samples * plain.outputs(), taps, plain.reduced());
  }

  boolean isNone() {
    return samples == 1;
  }

  /** Returns how many samples before the first that the kernel reads must be there too. */
  int before() {
    return isNone() ? 0 : unread + samples - 1;
  }

  /** Returns how many samples more are read than come out. */
  int margin() {
    return taps * samples - 1;
  }

  /**
   * Folds a weight.
   *
   * @param weight (outputs, inputs, kernel)
   * @param dilation the distance between its taps
   * @return (samples x outputs, samples x inputs, taps)
   */
  Tensor fold(Tensor weight, int dilation) {
    int outputs = weight.shape()[0];
    int inputs = weight.shape()[1];
    int kernel = weight.shape()[2];
    float[] folded = new float[samples * outputs * samples * inputs * taps];
    for (int sample = 0; sample < samples; sample++) {
      for (int k = 0; k < kernel; k++) {
        int position = unread + sample + k * dilation;
        for (int o = 0; o < outputs; o++) {
          for (int i = 0; i < inputs; i++) {
            int row = sample * outputs + o;
            int column = position % samples * inputs + i;
            folded[(row * samples * inputs + column) * taps + position / samples] =
                weight.values()[(o * inputs + i) * kernel + k];
          }
        }
      }
    }
    return new Tensor(new int[] {samples * outputs, samples * inputs, taps}, folded);
  }
}
