package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.MelException;
import dev.vocoder.MelSpectrogram;
import java.util.List;
import java.util.Map;

/**
 * The mean and the deviation of each mel band over all frames of a voice's recordings. Immutable,
 * and so thread-safe.
 */
public final class VoiceStatistics {
  private static final double LEAST_DEVIATION = 1e-9; // of a band that never changes

  private final double[] means;
  private final double[] deviations;

  private VoiceStatistics(double[] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
  }

  /**
   * Measures a voice.
   *
   * @param mels its recordings', one at least, all of one format
   */
  public static VoiceStatistics measure(List<MelSpectrogram> mels) {
    int bands = mels.get(0).bands();
    double[] means = new double[bands];
    double[] deviations = new double[bands];
    long frames = mels.stream().mapToLong(MelSpectrogram::frames).sum();
    for (int band = 0; band < bands; band++) {
      double sum = 0;
      for (MelSpectrogram mel : mels) {
        for (int frame = 0; frame < mel.frames(); frame++) {
          sum += mel.value(band, frame);
        }
      }
      means[band] = sum / frames;
      double squares = 0;
      for (MelSpectrogram mel : mels) {
        for (int frame = 0; frame < mel.frames(); frame++) {
          double distance = mel.value(band, frame) - means[band];
          squares += distance * distance;
        }
      }
      deviations[band] = Math.sqrt(squares / frames) + LEAST_DEVIATION;
    }
    return new VoiceStatistics(means, deviations);
  }

  /**
   * Returns the conversion by statistics alone: each band is normalised by the source's mean and
   * deviation and given the target's. It changes the long-term spectrum and nothing else, so it is
   * what a converter must do better than.
   *
   * @param voices the statistics of each voice by its name
   */
  public static Conversion alone(Map<String, VoiceStatistics> voices) {
    Map<String, VoiceStatistics> known = Map.copyOf(voices);
    return (mel, from, to) -> known.get(to).denormalized(mel, known.get(from).normalized(mel));
  }

  /**
   * Returns (x - mean) / deviation of each value of a mel of this voice.
   *
   * @param mel as many bands as were measured
   */
  NormalizedMel normalized(MelSpectrogram mel) {
    if (mel.bands() != means.length) {
      throw new MelException(
          "The mel has %d bands; the voice was measured in %d."
              .formatted(mel.bands(), means.length));
    }
    float[] values = mel.values();
    int frames = mel.frames();
    for (int i = 0; i < values.length; i++) {
      int band = i / frames;
      values[i] = (float) ((values[i] - means[band]) / deviations[band]);
    }
    return new NormalizedMel(values, frames);
  }

  private MelSpectrogram denormalized(MelSpectrogram like, NormalizedMel mel) {
    float[] values = new float[like.bands() * mel.frames()];
    for (int i = 0; i < values.length; i++) {
      int band = i / mel.frames();
      int frame = i % mel.frames();
      values[i] = (float) (mel.value(band, frame) * deviations[band] + means[band]);
    }
    return MelSpectrogram.of(values, mel.frames(), like.format());
  }
}
