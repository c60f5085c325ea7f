package dev.vocoder.train.evaluation.conversion;

import java.util.List;

/**
 * How conversion from one voice to another did on recordings held out.
 *
 * @param from the source
 * @param to the target
 * @param utterances how many were converted
 * @param calledTarget the share of conversions that are taken for the target's voice, 0 to 1, by
 *     each of the speaker classifiers
 * @param content whether they say what was said
 * @param pitch whether they have the target's pitch
 */
public record ConversionScores(
    String from,
    String to,
    int utterances,
    List<Double> calledTarget,
    ContentScores content,
    PitchScores pitch) {
  /** Copies the list. */
  public ConversionScores {
    calledTarget = List.copyOf(calledTarget);
  }

  /** Returns the direction, as {@code lj to kathleen}. */
  public String direction() {
    return from + " to " + to;
  }
}
