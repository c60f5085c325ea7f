package dev.vocoder;

/**
 * A monophonic waveform: finite samples, nominally within -1 to 1, at a rate in hertz. May be
 * empty. Immutable, and so thread-safe.
 */
public final class Waveform {
  private final float[] samples;
  private final int sampleRate;

  private Waveform(float[] samples, int sampleRate) {
    this.samples = samples;
    this.sampleRate = sampleRate;
  }

  /** How samples are stored in a WAV file. */
  public enum Encoding {
    /** 8-bit unsigned PCM. */
    PCM_8,
    /** 16-bit PCM, what every player takes. */
    PCM_16,
    /** 24-bit PCM. */
    PCM_24,
    /** 32-bit PCM. */
    PCM_32,
    /** 32-bit IEEE float: the samples exactly, also outside -1 to 1. */
    FLOAT_32
  }

  /**
   * Copies samples.
   *
   * @param samples finite numbers, nominally within -1 to 1
   * @param sampleRate samples per second, in hertz
   * @throws WaveformException if a sample is NaN or infinite, or the rate is not positive
   */
  public static Waveform of(float[] samples, int sampleRate) {
    if (sampleRate < 1) {
      throw new WaveformException("The sample rate is " + sampleRate + " Hz; it must be positive.");
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new WaveformException(
            "Sample %d of %d is %s; every sample must be finite."
                .formatted(i, samples.length, samples[i]));
      }
    }
    return new Waveform(samples.clone(), sampleRate);
  }

  /** Returns the number of samples. */
  public int length() {
    return samples.length;
  }

  /** Returns the rate in hertz. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Returns the duration in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  /** Returns a copy of the samples. */
  public float[] samples() {
    return samples.clone();
  }
}
