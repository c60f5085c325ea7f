package dev.vocoder.internal.script;

import dev.vocoder.container.Tensor;
import java.util.function.DoubleUnaryOperator;

/** The periodic activation x + height sin^2(frequency x), as programs compute it. */
public final class Snake {
  private static final double EPSILON = 1e-9; // the reference's

  /** What 1 / height cannot tell from 0 beside EPSILON, in single precision. */
  private static final double LEAST = 1e-17;

  private final float[] frequency;
  private final float[] height;

  /**
   * Creates one of what a program computes with.
   *
   * @param frequency of each channel; kept
   * @param height of each channel; kept
   */
  public Snake(float[] frequency, float[] height) {
    this.frequency = frequency;
    this.height = height;
  }

  /**
   * Returns what a network's parameters say.
   *
   * @param alpha the frequencies or their logarithms
   * @param beta one over the heights or the logarithm of that
   * @param logarithmic whether they are logarithms
   */
  public static Snake of(Tensor alpha, Tensor beta, boolean logarithmic) {
    float[] frequency = new float[alpha.values().length];
    float[] height = new float[frequency.length];
    for (int channel = 0; channel < frequency.length; channel++) {
      double a = alpha.values()[channel];
      double b = beta.values()[channel];
      frequency[channel] = (float) (logarithmic ? Math.exp(a) : a);
      height[channel] = (float) (1 / ((logarithmic ? Math.exp(b) : b) + EPSILON));
    }
    return new Snake(frequency, height);
  }

  /** Returns the frequency of each channel, the snake's own array. */
  public float[] frequency() {
    return frequency;
  }

  /** Returns the height of each channel, the snake's own array. */
  public float[] height() {
    return height;
  }

  /**
   * Returns the parameter alpha of such an activation, as near as single precision tells it; not a
   * number where there is none.
   *
   * @param logarithmic whether it is a logarithm
   */
  public Tensor alpha(boolean logarithmic) {
    return parameter(frequency, a -> logarithmic ? Math.log(a) : a);
  }

  /**
   * Returns the parameter beta of such an activation, as near as single precision tells it; not a
   * number where there is none.
   *
   * @param logarithmic whether it is a logarithm
   */
  public Tensor beta(boolean logarithmic) {
    return parameter(
        height,
        each -> {
          double b = 1 / each - EPSILON;
          return logarithmic ? Math.log(Math.abs(b) < LEAST ? LEAST : b) : b;
        });
  }

  private static Tensor parameter(float[] numbers, DoubleUnaryOperator inverse) {
    float[] values = new float[numbers.length];
    for (int channel = 0; channel < numbers.length; channel++) {
      values[channel] = (float) inverse.applyAsDouble(numbers[channel]);
    }
    return new Tensor(new int[] {values.length}, values);
  }

  /**
   * Returns a filter for each channel by itself.
   *
   * @param filter the taps
   * @param factor what they are multiplied by
   * @param channels the number of channels
   * @return (channels, 1, taps)
   */
  public static Tensor repeated(Tensor filter, float factor, int channels) {
    int taps = filter.values().length;
    float[] values = new float[channels * taps];
    for (int i = 0; i < values.length; i++) {
      values[i] = factor * filter.values()[i % taps];
    }
    return new Tensor(new int[] {channels, 1, taps}, values);
  }
}
