package dev.vocoder.internal.audio;

import java.math.BigInteger;

/**
 * Changes the rate of samples by band-limited interpolation: every output sample is a sum of input
 * samples weighted by a sinc under a Kaiser window, whose cutoff lies below half the lower rate.
 *
 * <p>Sources: J. O. Smith, <i>Digital Audio Resampling Home Page</i> (the method); Oppenheim and
 * Schafer, <i>Discrete-Time Signal Processing</i>, 3rd ed., section 7.5.3 (the window's design).
 * With half the lower rate as 1, the passband reaches to 0.9 and the stopband begins at 1.
 */
public final class Resampler {
  /** The largest ratio between two rates, either way: it bounds the length of the filter. */
  public static final int MAX_RATIO = 1024;

  // Z, on each side, at the lower rate. The design formula M = (A - 8) / (2.285 dw) for M = 2 Z
  // and A = 100 dB gives a transition band of dw = 0.1 pi, and beta = 0.1102 (A - 8.7).
  private static final int ZERO_CROSSINGS = 64;
  private static final double CUTOFF = 0.95;
  private static final double BETA = 0.1102 * (100 - 8.7);

  // Linear interpolation between points 1/512 apart errs by at most pi^2 / 3 / 8 / 512^2 (-116 dB).
  private static final int POINTS_PER_CROSSING = 512;
  private static final double[] KERNEL = kernel();
  private static final int MAX_KEPT_TAPS = 1 << 23; // 32 MiB, if all phases are met

  private final int up;
  private final int down;
  private final double scale; // input samples to samples at the lower rate
  private final int half; // taps on each side
  private final float[][] kept; // the taps of each phase, made when first met; null for too many
  private final float[] scratch;

  private Resampler(int from, int to) {
    int gcd = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
    up = to / gcd;
    down = from / gcd;
    scale = Math.min(1, (double) to / from);
    half = (int) Math.ceil(ZERO_CROSSINGS / scale);
    kept = 2L * half * up <= MAX_KEPT_TAPS ? new float[up][] : null;
    scratch = new float[2 * half];
  }

  /**
   * Returns how many samples {@code length} samples become: ceil(length x to / from).
   *
   * @param length how many there are
   * @param from their rate in hertz
   * @param to the rate wanted
   */
  public static long outputLength(int length, int from, int to) {
    return ((long) length * to + from - 1) / from;
  }

  /**
   * Resamples a signal that is zero beyond its ends. Output n lies at input time n x from / to.
   *
   * @param input the samples
   * @param from their rate in hertz
   * @param to the rate wanted, within {@link #MAX_RATIO} of {@code from}
   */
  public static float[] resample(float[] input, int from, int to) {
    return new Resampler(from, to)
        .apply(input, Math.toIntExact(outputLength(input.length, from, to)));
  }

  private float[] apply(float[] input, int length) {
    float[] output = new float[length];
    for (int n = 0; n < length; n++) {
      long time = (long) n * down; // in input samples, times up
      int before = (int) (time / up);
      output[n] = weightedSum(input, before - half + 1, taps((int) (time % up)));
    }
    return output;
  }

  private float[] taps(int phase) {
    if (kept == null) {
      return fill(scratch, phase);
    }
    if (kept[phase] == null) {
      kept[phase] = fill(new float[2 * half], phase);
    }
    return kept[phase];
  }

  /** Weighs the input samples around a point that lies phase / up behind one of them. */
  private float[] fill(float[] taps, int phase) {
    double fraction = (double) phase / up;
    for (int i = 0; i < taps.length; i++) {
      double point = Math.abs(i - half + 1 - fraction) * scale * POINTS_PER_CROSSING;
      int index = (int) point;
      double weight = 0;
      if (index < KERNEL.length - 1) {
        weight = KERNEL[index] + (point - index) * (KERNEL[index + 1] - KERNEL[index]);
      }
      taps[i] = (float) (scale * weight);
    }
    return taps;
  }

  /** Four sums at once: one would wait for each addition before it starts the next. */
  private static float weightedSum(float[] input, int start, float[] taps) {
    int i = Math.max(0, -start);
    int end = Math.min(taps.length, input.length - start);
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (; i < end - 3; i += 4) {
      a += input[start + i] * taps[i];
      b += input[start + i + 1] * taps[i + 1];
      c += input[start + i + 2] * taps[i + 2];
      d += input[start + i + 3] * taps[i + 3];
    }
    for (; i < end; i++) {
      a += input[start + i] * taps[i];
    }
    return (float) (a + b + c + d);
  }

  /** The right half of CUTOFF sinc(CUTOFF x) I0(BETA sqrt(1 - (x / Z)^2)) / I0(BETA). */
  private static double[] kernel() {
    double[] kernel = new double[ZERO_CROSSINGS * POINTS_PER_CROSSING + 1];
    for (int i = 0; i < kernel.length; i++) {
      double x = (double) i / POINTS_PER_CROSSING;
      double angle = Math.PI * CUTOFF * x;
      double sinc = i == 0 ? 1 : Math.sin(angle) / angle;
      double position = x / ZERO_CROSSINGS;
      kernel[i] = CUTOFF * sinc * KaiserWindow.at(position, BETA);
    }
    return kernel;
  }
}
