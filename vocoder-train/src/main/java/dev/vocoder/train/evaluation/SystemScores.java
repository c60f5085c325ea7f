package dev.vocoder.train.evaluation;

import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How one vocoder did.
 *
 * @param name what it is called
 * @param melFormat the mels it takes
 * @param device where it computed
 * @param precision in which arithmetic
 * @param clips each recording, in their order
 */
public record SystemScores(
    String name, MelFormat melFormat, Device device, Precision precision, List<ClipScores> clips) {
  /** Copies the list. */
  public SystemScores {
    clips = List.copyOf(clips);
  }

  /** Returns the means of all measures over the clips that have them, in the measures' order. */
  public Map<Measure, Summary> summaries() {
    Map<Measure, Summary> summaries = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      double[] values =
          clips.stream()
              .map(ClipScores::values)
              .filter(one -> one.containsKey(measure))
              .mapToDouble(one -> one.get(measure))
              .toArray();
      if (values.length > 0) {
        summaries.put(measure, Summary.of(values));
      }
    }
    return Collections.unmodifiableMap(summaries);
  }
}
