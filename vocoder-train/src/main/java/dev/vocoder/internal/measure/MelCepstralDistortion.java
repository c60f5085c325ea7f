package dev.vocoder.internal.measure;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;

/**
 * The mel-cepstral distortion in decibels, 0 or more (Kubichek 1993, "Mel-cepstral distance measure
 * for objective speech quality assessment"), the mean over frames of
 *
 * <p>10 sqrt(2) / ln 10 x sqrt(sum over m = 1 to 13 of (c_m - c'_m)²).
 *
 * <p>The coefficients are those of the log-mel, 80 bands up to half the rate in frames of 25 ms
 * every 5 ms (other frames than a vocoder's mel has, or one that does nothing but fit its mel would
 * seem best): c_m = 2 / 80 x sum over bands b of ln(mel_b) x cos(pi m (b + 1/2) / 80), a DCT-II.
 * The factor of 2 is there because the mel is of magnitudes, the cepstrum of powers; so scaled, the
 * distortion is the root mean square over bands of the difference in dB of the two spectral
 * envelopes (Parseval; SPTK's {@code cdist} is scaled likewise). Loudness, which is c_0, is left
 * out.
 *
 * <p>Frame t is compared with frame t, without warping: the waves are of the same length, as a
 * vocoder keeps the time of its mel. Values are comparable with others of the same bands and
 * scaling only. Thread-safe.
 */
public final class MelCepstralDistortion {
  /** The number of coefficients compared, from c_1 on. */
  public static final int COEFFICIENTS = 13;

  private static final double DECIBELS = 10 * Math.sqrt(2) / Math.log(10);

  private final MelExtractor extractor;

  /**
   * Prepares to compare.
   *
   * @param sampleRate the waves' rate in hertz
   */
  public MelCepstralDistortion(int sampleRate) {
    extractor = MelExtractor.of(MetricFormats.cepstral(sampleRate));
  }

  /**
   * Compares two waves.
   *
   * @param reference the recording
   * @param generated what a vocoder made of its mel
   * @return the distortion in dB
   * @throws dev.vocoder.WaveformException if their rates or lengths differ, or they are too short
   *     for a frame
   */
  public double of(Waveform reference, Waveform generated) {
    Alignment.require(reference, generated);
    return between(extractor.extract(reference), extractor.extract(generated));
  }

  /** Compares two natural log-mels of magnitudes, of one format and length. */
  static double between(MelSpectrogram reference, MelSpectrogram generated) {
    int bands = reference.bands();
    double[] difference = new double[bands]; // the transform is linear: one for both
    double sum = 0;
    for (int frame = 0; frame < reference.frames(); frame++) {
      for (int band = 0; band < bands; band++) {
        difference[band] = (double) reference.value(band, frame) - generated.value(band, frame);
      }
      sum += DECIBELS * Math.sqrt(squaredCepstrum(difference));
    }
    return sum / reference.frames();
  }

  private static double squaredCepstrum(double[] logs) {
    double squares = 0;
    for (int m = 1; m <= COEFFICIENTS; m++) {
      double coefficient = 0;
      for (int band = 0; band < logs.length; band++) {
        coefficient += logs[band] * Math.cos(Math.PI * m * (band + 0.5) / logs.length);
      }
      coefficient *= 2.0 / logs.length;
      squares += coefficient * coefficient;
    }
    return squares;
  }
}
