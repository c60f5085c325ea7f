package dev.vocoder.conversion;

import dev.vocoder.MelException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import java.util.Locale;

/**
 * What networks that convert take and make: mels of one voice with its statistics taken out, each
 * band at mean 0 and deviation 1. Immutable and thread-safe.
 */
public final class VoiceScale {
  /** What is added to every deviation, so that a band that never changes is 0 and not undefined. */
  private static final double LEAST_DEVIATION = 1e-9;

  /** A limit far beyond the deviations that any value of speech lies off its voice's mean. */
  private static final double MAX_DEVIATIONS = 100;

  private final Voice voice;
  private final double[] means;
  private final double[] deviations;

  /**
   * Takes the statistics of a voice.
   *
   * @param voice the voice
   */
  public VoiceScale(Voice voice) {
    this.voice = voice;
    this.means = voice.means();
    this.deviations = voice.deviations();
  }

  /**
   * Takes the statistics out of a mel: (x - mean) / (deviation + 1e-9).
   *
   * @param mel a mel of this voice, in its format or one that converts to it exactly
   * @return band-major: all frames of band 0, then of band 1, ...
   * @throws MelException if the format does not convert, or a value lies more than a hundred
   *     deviations off the mean, as one of this voice never does
   */
  public float[] normalized(MelSpectrogram mel) {
    float[] values = mel.convertTo(voice.melFormat()).values();
    int frames = mel.frames();
    for (int i = 0; i < values.length; i++) {
      int band = i / frames;
      double value = (values[i] - means[band]) / (deviations[band] + LEAST_DEVIATION);
      if (Math.abs(value) > MAX_DEVIATIONS) {
        throw new MelException(
            String.format(
                Locale.ROOT,
                "The mel is not one of the voice '%s': in band %d, frame %d it is %s, where the"
                    + " voice has a mean of %.4g and a deviation of %.4g; name the voice that"
                    + " speaks, or measure it.",
                voice.name(),
                band,
                i % frames,
                values[i],
                means[band],
                deviations[band]));
      }
      values[i] = (float) value;
    }
    return values;
  }

  /**
   * Puts the statistics into what a network made: x (deviation + 1e-9) + mean.
   *
   * @param values band-major
   * @param frames the number of frames
   * @return a mel of the voice's format
   * @throws MelException if a value is NaN or infinite
   */
  public MelSpectrogram denormalized(float[] values, int frames) {
    float[] mel = new float[values.length];
    for (int i = 0; i < mel.length; i++) {
      int band = i / frames;
      mel[i] = (float) (values[i] * (deviations[band] + LEAST_DEVIATION) + means[band]);
    }
    return MelSpectrogram.of(mel, frames, voice.melFormat());
  }
}
