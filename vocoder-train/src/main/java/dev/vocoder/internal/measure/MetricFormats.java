package dev.vocoder.internal.measure;

import dev.vocoder.MelFormat;

/**
 * The mels to compare in. They follow from the rate alone, so that models that take different mels
 * are measured alike: HiFi-GAN's at 22 050 Hz, and at another rate the same but for the transform
 * and the hop, which last as long (46 and 12 ms).
 */
final class MetricFormats {
  private static final double HIGHEST_OF_SPEECH = 8000;

  private MetricFormats() {}

  /** Returns 80 bands from 0 to 8000 Hz, or to half the rate if that is less. */
  static MelFormat speechBand(int sampleRate) {
    return upTo(Math.min(HIGHEST_OF_SPEECH, sampleRate / 2.0), sampleRate);
  }

  /** Returns 80 bands from 0 to half the rate. */
  static MelFormat fullBand(int sampleRate) {
    return upTo(sampleRate / 2.0, sampleRate);
  }

  /**
   * Returns 80 bands from 0 to half the rate in frames of 25 ms every 5 ms, as cepstra of speech
   * are usually taken.
   */
  static MelFormat cepstral(int sampleRate) {
    int window = Math.toIntExact(Math.round(0.025 * sampleRate));
    return MelFormat.HIFIGAN.toBuilder()
        .sampleRate(sampleRate)
        .fftSize(2 * Integer.highestOneBit(window - 1))
        .windowSize(window)
        .hopSize(Math.toIntExact(Math.round(0.005 * sampleRate)))
        .framing(MelFormat.Framing.CENTERED)
        .fMax(sampleRate / 2.0)
        .build();
  }

  private static MelFormat upTo(double hertz, int sampleRate) {
    double stretch = (double) sampleRate / MelFormat.HIFIGAN.sampleRate();
    int fftSize = 2 * Math.toIntExact(Math.round(stretch * MelFormat.HIFIGAN.fftSize() / 2));
    return MelFormat.HIFIGAN.toBuilder()
        .sampleRate(sampleRate)
        .fftSize(fftSize)
        .windowSize(fftSize)
        .hopSize(Math.toIntExact(Math.round(stretch * MelFormat.HIFIGAN.hopSize())))
        .fMax(hertz)
        .build();
  }
}
