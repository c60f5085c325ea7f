package dev.vocoder.train.evaluation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How one vocoder did on one recording.
 *
 * @param clip the recording's name
 * @param seconds how long it is, as far as it was compared: a whole number of mel frames
 * @param values the value of each measure; a measure is absent where it says nothing, as pitch
 *     where nothing is voiced
 */
public record ClipScores(String clip, double seconds, Map<Measure, Double> values) {
  /** Copies the values. */
  public ClipScores {
    Map<Measure, Double> copy = new EnumMap<>(Measure.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }
}
