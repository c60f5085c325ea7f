package dev.vocoder;

import java.util.Arrays;

/**
 * Resamples by a Kaiser-windowed sinc, cut off below the lower of the two Nyquist frequencies:
 * output sample n is the sum of x[i] h(n from / to - i) over the samples within reach (Smith,
 * "Digital Audio Resampling Home Page"; Kaiser 1974 for the window and its attenuation).
 */
final class Resampler {
  /** Zero crossings of the sinc on each side: sets the width of the transition. */
  private static final int ZEROS = 48;

  /** Kaiser's beta for about 100 dB of attenuation: 0.1102 (A - 8.7). */
  private static final double BETA = 10.06;

  /** The cut-off below Nyquist leaves the transition band, about 6.4 / ZEROS / 2 wide, its room. */
  private static final double ROLLOFF = 0.93;

  /** Rational ratios with at most so many phases keep their coefficients; others compute them. */
  private static final int MAX_PHASES = 2048;

  private final int from; // samples in, to samples out, without common factor
  private final int to;
  private final double cutoff; // in cycles per two input samples
  private final int reach; // input samples on each side
  private final float[][] phases;

  Resampler(int fromRate, int toRate) {
    int divisor = gcd(fromRate, toRate);
    from = fromRate / divisor;
    to = toRate / divisor;
    cutoff = ROLLOFF * Math.min(1, (double) to / from);
    reach = (int) Math.ceil(ZEROS / cutoff);
    phases = new float[Math.min(to, MAX_PHASES)][];
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Returns ceil(length x to / from) samples. */
  float[] resample(float[] samples) {
    long length = ((long) samples.length * to + from - 1) / from;
    if (length > Integer.MAX_VALUE - 8) {
      throw new WaveformException("Resampled, the waveform is longer than an array holds.");
    }
    float[] padded = new float[samples.length + 2 * reach];
    System.arraycopy(samples, 0, padded, reach, samples.length);
    float[] result = new float[(int) length];
    for (int n = 0; n < result.length; n++) {
      long position = (long) n * from;
      int centre = (int) (position / to); // the input sample at or before this output sample
      float[] taps = taps((int) (position % to));
      result[n] = dot(taps, padded, centre + 1);
    }
    return result;
  }

  /** The coefficients for an output sample phase / to after an input sample. */
  private float[] taps(int phase) {
    if (to > MAX_PHASES) {
      return newTaps(phase);
    }
    if (phases[phase] == null) {
      phases[phase] = newTaps(phase);
    }
    return phases[phase];
  }

  private float[] newTaps(int phase) {
    double fraction = (double) phase / to;
    double[] taps = new double[2 * reach];
    for (int i = 0; i < taps.length; i++) {
      double distance = fraction + reach - 1 - i; // from input sample to output sample
      taps[i] = cutoff * sinc(cutoff * distance) * kaiser(distance / reach);
    }
    // Each phase alone passes a constant unchanged.
    double sum = Arrays.stream(taps).sum();
    float[] rounded = new float[taps.length];
    for (int i = 0; i < taps.length; i++) {
      rounded[i] = (float) (taps[i] / sum);
    }
    return rounded;
  }

  private static float dot(float[] taps, float[] samples, int start) {
    // Four sums, which the processor adds side by side.
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 3 < taps.length; i += 4) {
      sum0 += taps[i] * samples[start + i];
      sum1 += taps[i + 1] * samples[start + i + 1];
      sum2 += taps[i + 2] * samples[start + i + 2];
      sum3 += taps[i + 3] * samples[start + i + 3];
    }
    for (; i < taps.length; i++) {
      sum0 += taps[i] * samples[start + i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double kaiser(double x) {
    return Math.abs(x) > 1 ? 0 : bessel0(BETA * Math.sqrt(1 - x * x)) / bessel0(BETA);
  }

  /** The modified Bessel function of order 0, by its power series. */
  private static double bessel0(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-12 * sum; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }
}
