package dev.vocoder.internal.measure;

import dev.vocoder.Waveform;
import java.util.stream.IntStream;

/**
 * The pitch of speech by YIN (de Cheveigné and Kawahara 2002, "YIN, a fundamental frequency
 * estimator for speech and music", J. Acoust. Soc. Am. 111), steps 1 to 5 with the paper's values:
 * a window of 25 ms, periods of 40 to 800 Hz, the first dip below 0.1, or else the lowest. Frames
 * are 10 ms apart, the first begins with the wave. Step 6, which looks for better estimates in the
 * neighbourhood, is left out.
 *
 * <p>The paper leaves it to the depth of the dip to tell voiced speech from the rest: here a frame
 * is voiced if the dip is below 0.2. Thread-safe.
 */
public final class Yin {
  /** How many frames there are to a second, up to the rounding of their distance to samples. */
  public static final int FRAMES_PER_SECOND = 100;

  private static final double LOWEST_HERTZ = 40;
  private static final double HIGHEST_HERTZ = 800;
  private static final double WINDOW_SECONDS = 0.025;
  private static final double THRESHOLD = 0.1;
  private static final double LARGEST_APERIODICITY = 0.2;

  private final int sampleRate;
  private final int hop;
  private final int window;
  private final int shortestLag;
  private final int longestLag;

  /**
   * Prepares to track.
   *
   * @param sampleRate the waves' rate in hertz
   */
  public Yin(int sampleRate) {
    this.sampleRate = sampleRate;
    hop = Math.max(1, sampleRate / FRAMES_PER_SECOND);
    window = (int) Math.round(WINDOW_SECONDS * sampleRate);
    shortestLag = Math.max(2, (int) (sampleRate / HIGHEST_HERTZ));
    longestLag = (int) Math.ceil(sampleRate / LOWEST_HERTZ);
  }

  /**
   * Tracks the pitch of a wave.
   *
   * @param wave at this tracker's rate
   * @return a frame for every 10 ms from which on there are 50 ms of samples, possibly none
   */
  public PitchTrack track(Waveform wave) {
    double[] samples = new double[wave.length()];
    float[] floats = wave.samples();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = floats[i];
    }
    int needed = window + longestLag + 1;
    int frames = samples.length < needed ? 0 : (samples.length - needed) / hop + 1;
    return PitchTrack.of(
        IntStream.range(0, frames).mapToDouble(frame -> hertz(samples, frame * hop)).toArray());
  }

  private double hertz(double[] samples, int start) {
    double[] difference = difference(samples, start);
    double[] normalized = normalized(difference);
    double lowest = LARGEST_APERIODICITY;
    int lowestLag = 0;
    for (int lag = shortestLag; lag <= longestLag && lowest >= THRESHOLD; lag++) {
      if (normalized[lag] < normalized[lag - 1] && normalized[lag] <= normalized[lag + 1]) {
        double depth = Vertex.of(normalized, lag).y;
        if (depth < lowest) {
          lowest = depth;
          lowestLag = lag;
        }
      }
    }
    return lowestLag == 0
        ? 0
        : sampleRate / Vertex.of(difference, lowestAround(difference, lowestLag)).x;
  }

  /** Equation 6: d(lag) = sum over the window of (x_j - x_(j + lag))², from lag 0. */
  private double[] difference(double[] samples, int start) {
    double[] difference = new double[longestLag + 2];
    for (int j = start; j < start + window; j++) {
      double sample = samples[j];
      for (int lag = 1; lag < difference.length; lag++) {
        double step = sample - samples[j + lag];
        difference[lag] += step * step;
      }
    }
    return difference;
  }

  /** Equation 8: d divided by its mean over the lags so far; 1 where that is 0, as in silence. */
  private static double[] normalized(double[] difference) {
    double[] normalized = new double[difference.length];
    normalized[0] = 1;
    double sum = 0;
    for (int lag = 1; lag < difference.length; lag++) {
      sum += difference[lag];
      normalized[lag] = sum > 0 ? difference[lag] * lag / sum : 1;
    }
    return normalized;
  }

  /** The dip of the plain difference beside one of the normalised: its place has no bias. */
  private int lowestAround(double[] difference, int lag) {
    int lowest = lag;
    for (int near = lag - 1; near <= Math.min(lag + 1, longestLag); near++) {
      if (difference[near] < difference[lowest]) {
        lowest = near;
      }
    }
    return lowest;
  }

  /** Step 5: the lowest point of the parabola through a dip and its two neighbours. */
  private record Vertex(double x, double y) {
    static Vertex of(double[] values, int dip) {
      double left = values[dip - 1] - values[dip];
      double right = values[dip + 1] - values[dip];
      double curvature = left + right;
      double shift = curvature > 0 ? (left - right) / (2 * curvature) : 0;
      double bounded = Math.max(-1, Math.min(1, shift));
      return new Vertex(dip + bounded, values[dip] - (left - right) * bounded / 4);
    }
  }
}
