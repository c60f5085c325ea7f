package dev.vocoder.train.evaluation.conversion;

import java.util.List;

/**
 * How ways to convert did between the same voices.
 *
 * @param voices the voices, in the order given
 * @param classifiers for each speaker classifier, the share of recordings held out whose voice it
 *     tells, 0 to 1: a classifier that does not know the voices says nothing of conversions
 * @param systems statistics alone, and the converter if there is one
 */
public record ConversionReport(
    List<VoiceRecordings> voices, List<Double> classifiers, List<ConversionSystem> systems) {
  /** Copies the lists. */
  public ConversionReport {
    voices = List.copyOf(voices);
    classifiers = List.copyOf(classifiers);
    systems = List.copyOf(systems);
  }

  /**
   * A voice.
   *
   * @param name what it is called
   * @param training how many recordings the classifiers and the statistics know
   * @param heldOut how many they do not
   * @param fingerprint a hash of the recordings' names and files, the same wherever they lie
   */
  public record VoiceRecordings(String name, int training, int heldOut, String fingerprint) {}

  /**
   * A way to convert.
   *
   * @param name what it is called
   * @param scores each direction
   */
  public record ConversionSystem(String name, List<ConversionScores> scores) {
    /** Copies the list. */
    public ConversionSystem {
      scores = List.copyOf(scores);
    }
  }
}
