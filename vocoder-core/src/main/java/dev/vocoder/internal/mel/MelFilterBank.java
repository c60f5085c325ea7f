package dev.vocoder.internal.mel;

import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.MelFormat.MelScale;
import java.util.Arrays;

/**
 * The triangular filters of a {@link MelFormat}: bands x bins, where bin k of fftSize / 2 + 1 lies
 * at k x sampleRate / fftSize hertz. Only the bins inside a triangle are stored. Immutable, and so
 * thread-safe.
 *
 * <p>Computed in double precision as {@code librosa.filters.mel} does, and for {@link
 * MelScale#HTK_MEL_TRIANGLES} as TensorFlow's {@code linear_to_mel_weight_matrix}.
 */
public final class MelFilterBank {
  private static final double SLANEY_HERTZ_PER_MEL = 200.0 / 3;
  private static final double SLANEY_LOG_START_HERTZ = 1000;
  private static final double SLANEY_LOG_START_MEL = SLANEY_LOG_START_HERTZ / SLANEY_HERTZ_PER_MEL;
  private static final double SLANEY_LOG_STEP = Math.log(6.4) / 27;

  private final int bins;
  private final int[] firstBins;
  private final float[][] weights; // per band, from its first bin

  /**
   * Computes the filters.
   *
   * @param format the bands, their scale and norm, the sample rate and the FFT size
   */
  public MelFilterBank(MelFormat format) {
    bins = format.fftSize() / 2 + 1;
    firstBins = new int[format.bands()];
    weights = new float[format.bands()][];
    double[] edges = edgesInMel(format); // band b spans edges b to b + 2
    for (int band = 0; band < format.bands(); band++) {
      float[] row = triangle(format, edges[band], edges[band + 1], edges[band + 2]);
      int first = 0;
      while (first < bins && row[first] == 0) {
        first++;
      }
      int end = bins;
      while (end > first && row[end - 1] == 0) {
        end--;
      }
      firstBins[band] = first == bins ? 0 : first;
      weights[band] = Arrays.copyOfRange(row, first, end);
    }
  }

  /** Returns the number of bands. */
  public int bands() {
    return weights.length;
  }

  /** Returns the number of frequency bins, fftSize / 2 + 1. */
  public int bins() {
    return bins;
  }

  /**
   * Returns the lowest bin inside a band; 0 if the band is so narrow that it holds none.
   *
   * @param band from 0, the lowest
   */
  public int firstBin(int band) {
    return firstBins[band];
  }

  /**
   * Returns how many bins lie inside a band, possibly 0.
   *
   * @param band from 0, the lowest
   */
  public int width(int band) {
    return weights[band].length;
  }

  /**
   * Returns the weight of one bin inside a band.
   *
   * @param band from 0, the lowest
   * @param offset the bin, counted from {@link #firstBin}, below {@link #width}
   */
  public float weight(int band, int offset) {
    return weights[band][offset];
  }

  /** Returns one past the highest bin that is inside any band. */
  public int endBin() {
    int end = 0;
    for (int band = 0; band < bands(); band++) {
      end = Math.max(end, firstBins[band] + weights[band].length);
    }
    return end;
  }

  /**
   * Returns the energy of one band.
   *
   * @param band from 0, the lowest
   * @param spectrum one value per bin, at least up to {@link #endBin()}
   */
  public float energy(int band, float[] spectrum) {
    float[] row = weights[band];
    int first = firstBins[band];
    // Four sums, which the processor adds side by side.
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 3 < row.length; i += 4) {
      sum0 += row[i] * spectrum[first + i];
      sum1 += row[i + 1] * spectrum[first + i + 1];
      sum2 += row[i + 2] * spectrum[first + i + 2];
      sum3 += row[i + 3] * spectrum[first + i + 3];
    }
    for (; i < row.length; i++) {
      sum0 += row[i] * spectrum[first + i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /** Returns the filters with their zeros, bands x bins. */
  public float[][] toArray() {
    float[][] dense = new float[bands()][bins];
    for (int band = 0; band < bands(); band++) {
      System.arraycopy(weights[band], 0, dense[band], firstBins[band], weights[band].length);
    }
    return dense;
  }

  private static double[] edgesInMel(MelFormat format) {
    double lowest = toMel(format.fMin(), format.melScale());
    double highest = toMel(format.fMax(), format.melScale());
    double[] edges = new double[format.bands() + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = lowest + (highest - lowest) * i / (edges.length - 1);
    }
    return edges;
  }

  /** Returns one triangle over all bins, its edges given in mel. */
  private static float[] triangle(MelFormat format, double low, double centre, double high) {
    MelScale scale = format.melScale();
    boolean straightInMel = scale == MelScale.HTK_MEL_TRIANGLES;
    double lowHertz = toHertz(low, scale);
    double highHertz = toHertz(high, scale);
    double left = straightInMel ? low : lowHertz;
    double middle = straightInMel ? centre : toHertz(centre, scale);
    double right = straightInMel ? high : highHertz;
    double height = format.melNorm() == MelNorm.SLANEY ? 2 / (highHertz - lowHertz) : 1;
    float[] row = new float[format.fftSize() / 2 + 1];
    for (int bin = 0; bin < row.length; bin++) {
      double hertz = (double) bin * format.sampleRate() / format.fftSize();
      double x = straightInMel ? toMel(hertz, scale) : hertz;
      double rise = (x - left) / (middle - left);
      double fall = (right - x) / (right - middle);
      row[bin] = (float) (height * Math.max(0, Math.min(rise, fall)));
    }
    return row;
  }

  private static double toMel(double hertz, MelScale scale) {
    if (scale != MelScale.SLANEY) {
      return 2595 * Math.log10(1 + hertz / 700);
    }
    return hertz < SLANEY_LOG_START_HERTZ
        ? hertz / SLANEY_HERTZ_PER_MEL
        : SLANEY_LOG_START_MEL + Math.log(hertz / SLANEY_LOG_START_HERTZ) / SLANEY_LOG_STEP;
  }

  private static double toHertz(double mel, MelScale scale) {
    if (scale != MelScale.SLANEY) {
      return 700 * (Math.pow(10, mel / 2595) - 1);
    }
    return mel < SLANEY_LOG_START_MEL
        ? mel * SLANEY_HERTZ_PER_MEL
        : SLANEY_LOG_START_HERTZ * Math.exp(SLANEY_LOG_STEP * (mel - SLANEY_LOG_START_MEL));
  }
}
