package dev.vocoder.internal.griffinlim;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.internal.mel.MelFilterBank;
import java.util.Arrays;
import java.util.Optional;

/**
 * Estimates the magnitude spectrum |X| behind a mel spectrogram: undoes statistics and logarithm,
 * then finds non-negative strengths x whose band energies Bx are those of the mel, B being the
 * filter bank. Immutable, and so thread-safe.
 *
 * <p>There are more bins than bands, so many x fit. The multiplicative updates of Lee and Seung
 * (Algorithms for Non-negative Matrix Factorization, 2001, eq. 5), from a flat start, approach a
 * smooth one; their divergence weighs a quiet band's error like a loud one's, as a logarithm does.
 */
public final class MelInversion {
  private static final int ITERATIONS = 30;
  private static final int BLOCK = 32; // frames solved side by side
  private static final double LOUDEST = 1e12; // far above any waveform, and finite in float

  private final MelFormat format;
  private final MelFormat logMel; // the format without statistics
  private final MelFilterBank bank;
  private final float[] reach; // one over the sum of each bin's weights; 0 outside all bands

  /**
   * Prepares the filter bank.
   *
   * @param format the format of the mels to invert
   */
  public MelInversion(MelFormat format) {
    this.format = format;
    logMel = format.toBuilder().normalization(Optional.empty()).build();
    bank = new MelFilterBank(format);
    reach = new float[bank.bins()];
    for (int band = 0; band < bank.bands(); band++) {
      for (int i = 0; i < bank.width(band); i++) {
        reach[bank.firstBin(band) + i] += bank.weight(band, i);
      }
    }
    for (int bin = 0; bin < reach.length; bin++) {
      reach[bin] = reach[bin] > 0 ? 1 / reach[bin] : 0;
    }
  }

  /**
   * Returns the estimated magnitudes.
   *
   * @param mel a mel of this inversion's format, or one that converts to it
   * @return frames x (fftSize / 2 + 1) magnitudes, 0 or more and finite; 0 outside all bands
   * @throws dev.vocoder.MelException if the mel's format does not convert
   */
  public float[][] magnitudes(MelSpectrogram mel) {
    MelSpectrogram logs = mel.convertTo(format).convertTo(logMel);
    float[][] magnitudes = new float[mel.frames()][bank.bins()];
    float[][] energies = new float[bank.bands()][BLOCK];
    float[][] strengths = new float[bank.bins()][BLOCK];
    float[][] updates = new float[bank.bins()][BLOCK];
    for (int from = 0; from < mel.frames(); from += BLOCK) {
      int count = Math.min(BLOCK, mel.frames() - from);
      for (int band = 0; band < bank.bands(); band++) {
        for (int i = 0; i < count; i++) {
          energies[band][i] = energy(logs.value(band, from + i));
        }
      }
      solve(energies, strengths, updates);
      for (int bin = 0; bin < bank.bins(); bin++) {
        for (int i = 0; i < count; i++) {
          magnitudes[from + i][bin] = magnitude(strengths[bin][i]);
        }
      }
    }
    return magnitudes;
  }

  private float energy(float logEnergy) {
    return (float) Math.min(Math.exp(logEnergy / format.logScale().perNeper()), LOUDEST);
  }

  private float magnitude(float strength) {
    double squared = format.power() == 2 ? strength : (double) strength * strength;
    return (float) Math.sqrt(Math.max(0, squared - format.magnitudeFloor()));
  }

  /** Fits strengths (bins, block) to energies (bands, block). */
  private void solve(float[][] energies, float[][] strengths, float[][] updates) {
    for (float[] row : strengths) {
      Arrays.fill(row, 1);
    }
    float[] ratio = new float[BLOCK];
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      for (float[] row : updates) {
        Arrays.fill(row, 0);
      }
      for (int band = 0; band < bank.bands(); band++) {
        ratio(band, energies[band], strengths, ratio);
        for (int i = 0; i < bank.width(band); i++) {
          addScaled(updates[bank.firstBin(band) + i], bank.weight(band, i), ratio);
        }
      }
      for (int bin = 0; bin < strengths.length; bin++) {
        multiply(strengths[bin], updates[bin], reach[bin]);
      }
    }
  }

  /** Computes how many times too weak a band is in each frame of the block. */
  private void ratio(int band, float[] wanted, float[][] strengths, float[] ratio) {
    Arrays.fill(ratio, 0);
    for (int i = 0; i < bank.width(band); i++) {
      addScaled(ratio, bank.weight(band, i), strengths[bank.firstBin(band) + i]);
    }
    for (int i = 0; i < BLOCK; i++) {
      ratio[i] = wanted[i] / Math.max(ratio[i], Float.MIN_NORMAL);
    }
  }

  private static void addScaled(float[] sum, float factor, float[] addend) {
    for (int i = 0; i < BLOCK; i++) {
      sum[i] += factor * addend[i];
    }
  }

  private static void multiply(float[] row, float[] update, float factor) {
    for (int i = 0; i < BLOCK; i++) {
      row[i] *= update[i] * factor;
    }
  }
}
