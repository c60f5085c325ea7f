package dev.vocoder.train.evaluation;

import dev.vocoder.Waveform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How several vocoders did on the same recordings.
 *
 * @param fingerprint a hash of the recordings' names and files, the same wherever they lie
 * @param normalizedPeaks whether each recording was scaled to a peak of 0.95 first
 * @param systems the vocoders, in the order given, Griffin-Lim last
 * @param shown the first few clips, to see and hear
 */
public record EvaluationReport(
    String fingerprint,
    boolean normalizedPeaks,
    List<SystemScores> systems,
    List<ShownClip> shown) {
  /** Copies the lists. */
  public EvaluationReport {
    systems = List.copyOf(systems);
    shown = List.copyOf(shown);
  }

  /**
   * A recording and what became of it.
   *
   * @param name the recording's name
   * @param original the recording at the rate of the first system, as far as it was compared
   * @param generated the wave of each system by its name, at its own rate, in the systems' order
   */
  public record ShownClip(String name, Waveform original, Map<String, Waveform> generated) {
    /** Copies the waves. */
    public ShownClip {
      generated = Collections.unmodifiableMap(new LinkedHashMap<>(generated));
    }
  }
}
