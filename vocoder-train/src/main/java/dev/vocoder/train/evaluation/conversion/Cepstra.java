package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.MelSpectrogram;
import java.util.stream.IntStream;

/**
 * Mel-frequency cepstral coefficients over time (Davis and Mermelstein 1980, "Comparison of
 * parametric representations for monosyllabic word recognition in continuously spoken sentences",
 * IEEE Trans. ASSP 28, eq. 1): c_m = sum over bands b of mel_b x cos(pi m (b + 1/2) / bands), m = 0
 * to 13, of a log-mel. c_0, the sum of the log-mel, is the energy contour. Factors do not matter to
 * correlations. Immutable.
 */
final class Cepstra {
  /** The coefficients compared are those from 1 to this. */
  static final int COEFFICIENTS = 13;

  private final double[][] values; // (coefficients with c_0, frames)

  private Cepstra(double[][] values) {
    this.values = values;
  }

  static Cepstra of(MelSpectrogram mel) {
    double[][] values = new double[1 + COEFFICIENTS][mel.frames()];
    for (int m = 0; m <= COEFFICIENTS; m++) {
      for (int band = 0; band < mel.bands(); band++) {
        double cosine = Math.cos(Math.PI * m * (band + 0.5) / mel.bands());
        for (int frame = 0; frame < mel.frames(); frame++) {
          values[m][frame] += cosine * mel.value(band, frame);
        }
      }
    }
    return new Cepstra(values);
  }

  /**
   * Returns the mean over c_1 to c_13 of their correlation over time with another's, as far as both
   * go.
   */
  double correlation(Cepstra other) {
    return IntStream.rangeClosed(1, COEFFICIENTS)
        .mapToDouble(m -> Correlation.of(values[m], other.values[m]))
        .average()
        .orElseThrow();
  }

  /** Returns the correlation over time of the energy contours, as far as both go. */
  double energyCorrelation(Cepstra other) {
    return Correlation.of(values[0], other.values[0]);
  }
}
