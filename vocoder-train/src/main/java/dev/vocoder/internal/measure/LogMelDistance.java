package dev.vocoder.internal.measure;

import dev.vocoder.MelException;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;

/**
 * The mean absolute difference of two log-mels over all bands and frames, 0 or more; in the natural
 * logarithm, 0.1 is 0.87 dB. Thread-safe.
 *
 * <p>Over the full band, at 22 050 Hz, it is the validation error of HiFi-GAN's reference ({@code
 * mel_spec_error} in its {@code train.py}), which takes the recordings normalised to a peak of
 * 0.95.
 */
public final class LogMelDistance {
  private final MelExtractor extractor;

  /**
   * Prepares to compare.
   *
   * @param format the mels to compare in; its logarithm is the unit
   */
  public LogMelDistance(MelFormat format) {
    extractor = MelExtractor.of(format);
  }

  /**
   * Compares in 80 bands up to 8000 Hz, or to half the rate if that is less: at 22 050 Hz {@link
   * MelFormat#HIFIGAN}, at another rate the same in frames that last as long.
   *
   * @param sampleRate the waves' rate in hertz
   */
  public static LogMelDistance ofSpeechBand(int sampleRate) {
    return new LogMelDistance(MetricFormats.speechBand(sampleRate));
  }

  /**
   * Compares in 80 bands up to half the rate: at 22 050 Hz {@link MelFormat#HIFIGAN_FULL_BAND}, at
   * another rate the same in frames that last as long.
   *
   * @param sampleRate the waves' rate in hertz
   */
  public static LogMelDistance ofFullBand(int sampleRate) {
    return new LogMelDistance(MetricFormats.fullBand(sampleRate));
  }

  /** Returns the mels compared. */
  public MelFormat format() {
    return extractor.format();
  }

  /**
   * Compares two waves.
   *
   * @param reference the recording
   * @param generated what a vocoder made of its mel
   * @throws dev.vocoder.WaveformException if their rates or lengths differ, or they are too short
   *     for a frame
   */
  public double of(Waveform reference, Waveform generated) {
    Alignment.require(reference, generated);
    return between(extractor.extract(reference), extractor.extract(generated));
  }

  /**
   * Compares two mels.
   *
   * @param reference the recording's
   * @param generated the generated wave's
   * @throws MelException if their formats or lengths differ
   */
  public static double between(MelSpectrogram reference, MelSpectrogram generated) {
    if (!reference.format().equals(generated.format())
        || reference.frames() != generated.frames()) {
      throw new MelException(
          "Cannot compare %d frames (%s) with %d frames (%s)."
              .formatted(
                  reference.frames(), reference.format(), generated.frames(), generated.format()));
    }
    float[] x = reference.values();
    float[] y = generated.values();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.abs(x[i] - y[i]);
    }
    return sum / x.length;
  }
}
