package dev.vocoder.train.evaluation;

import dev.vocoder.internal.measure.LogMelDistance;
import dev.vocoder.internal.measure.MelCepstralDistortion;
import dev.vocoder.internal.measure.PitchComparison;
import dev.vocoder.internal.measure.StftDistance;
import java.util.Locale;

/** What is measured of each clip, in the order of the tables. */
public enum Measure {
  /** {@link LogMelDistance#ofSpeechBand}. */
  LOG_MEL(
      "Log-mel L1, 0-8 kHz",
      Better.LOWER,
      4,
      "mean absolute difference of the natural log-mels, 80 bands up to 8000 Hz"),
  /** {@link LogMelDistance#ofFullBand}. */
  FULL_BAND_LOG_MEL(
      "Log-mel L1, full band",
      Better.LOWER,
      4,
      "the same in 80 bands up to half the sample rate: the validation error of HiFi-GAN's"
          + " reference"),
  /** {@link StftDistance}. */
  STFT(
      "Multi-res. STFT",
      Better.LOWER,
      3,
      "spectral convergence plus log-magnitude distance, mean over the three resolutions of"
          + " Parallel WaveGAN"),
  /** {@link MelCepstralDistortion}. */
  MEL_CEPSTRAL_DISTORTION(
      "MCD, dB",
      Better.LOWER,
      2,
      "mel-cepstral distortion (Kubichek 1993), coefficients 1 to 13 of the log-mel of 80 bands"
          + " up to half the sample rate, frames of 25 ms every 5 ms, compared without warping"),
  /** {@link PitchComparison#voicedF1}. */
  VOICED_F1(
      "Voiced F1",
      Better.HIGHER,
      3,
      "F1 score of voiced frames against the recording's, by YIN (de Cheveigne and Kawahara 2002)"),
  /** {@link PitchComparison#errorInCents}. */
  PITCH_ERROR(
      "Pitch error, cents",
      Better.LOWER,
      1,
      "median absolute difference of pitch over frames voiced in both, by YIN"),
  /** Seconds of computing for a second of audio, one clip at a time. */
  REAL_TIME_FACTOR(
      "Real-time factor",
      Better.LOWER,
      3,
      "seconds of computing for a second of audio, one clip at a time, after one call to warm up");

  private final String title;
  private final Better better;
  private final int digits;
  private final String definition;

  Measure(String title, Better better, int digits, String definition) {
    this.title = title;
    this.better = better;
    this.digits = digits;
    this.definition = definition;
  }

  /** Which of two values is the better one. */
  public enum Better {
    /** The lower value. */
    LOWER,
    /** The higher value. */
    HIGHER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the name in files, such as {@code full_band_log_mel}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name for people, with the unit if it has one. */
  public String title() {
    return title;
  }

  /** Returns which values are the better ones. */
  public Better better() {
    return better;
  }

  /** Returns what is measured, in a few words. */
  public String definition() {
    return definition;
  }

  /**
   * Returns a value in as many digits as it is worth.
   *
   * @param value a value of this measure, or a difference of two
   */
  public String format(double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
