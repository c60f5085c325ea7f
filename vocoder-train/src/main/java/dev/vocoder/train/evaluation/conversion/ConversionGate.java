package dev.vocoder.train.evaluation.conversion;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a conversion must reach to count as one. The limits lie between what statistics alone or a
 * converter without cycle and identity loss reach and what converters that were trained for a
 * quarter of an hour do.
 */
public enum ConversionGate {
  /** Each classifier takes {@link #LEAST_CALLED_TARGET} of the conversions for the target. */
  SPEAKER("called target"),
  /** {@link ContentScores#correlation} is {@link #LEAST_CORRELATION} or more. */
  CONTENT("content"),
  /** {@link ContentScores#mismatched} is {@link #LARGEST_MISMATCHED} or less. */
  CONTROL("control"),
  /** {@link ContentScores#retrieval} is {@link #LEAST_RETRIEVAL} or more. */
  RETRIEVAL("retrieval"),
  /** {@link ContentScores#energy} is {@link #LEAST_ENERGY} or more. */
  ENERGY("energy"),
  /**
   * {@link PitchScores#share} is {@link #LEAST_WAY_DOWN} or {@link #LEAST_WAY_UP} or more, where
   * the voices are {@link #LEAST_SEMITONES} or more apart.
   */
  PITCH("pitch");

  /** The least share of conversions called the target, by each classifier. */
  public static final double LEAST_CALLED_TARGET = 0.9;

  /** The least cepstral correlation with the source. */
  public static final double LEAST_CORRELATION = 0.3;

  /** The largest cepstral correlation with other utterances. */
  public static final double LARGEST_MISMATCHED = 0.1;

  /** The least share of conversions whose source is found among others. */
  public static final double LEAST_RETRIEVAL = 0.95;

  /** The least correlation of energy contours. */
  public static final double LEAST_ENERGY = 0.9;

  /** The least share of the way to a lower voice: below 185 Hz on the way from 225 to 164 Hz. */
  public static final double LEAST_WAY_DOWN = 0.62;

  /** The least share of the way to a higher voice: above 180 Hz on the way from 164 to 225 Hz. */
  public static final double LEAST_WAY_UP = 0.29;

  /** How far voices must be apart for a median of pitch to tell which way it went. */
  public static final double LEAST_SEMITONES = 3;

  private final String title;

  ConversionGate(String title) {
    this.title = title;
  }

  /** Returns the name for people. */
  public String title() {
    return title;
  }

  /** Returns the name in files. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Judges a conversion.
   *
   * @param scores how it did
   * @return whether it passes; empty where the gate does not apply
   */
  public Optional<Boolean> passes(ConversionScores scores) {
    ContentScores content = scores.content();
    return switch (this) {
      case SPEAKER ->
          Optional.of(
              scores.calledTarget().stream().allMatch(share -> share >= LEAST_CALLED_TARGET));
      case CONTENT -> Optional.of(content.correlation() >= LEAST_CORRELATION);
      case CONTROL -> Optional.of(content.mismatched() <= LARGEST_MISMATCHED);
      case RETRIEVAL -> Optional.of(content.retrieval() >= LEAST_RETRIEVAL);
      case ENERGY -> Optional.of(content.energy() >= LEAST_ENERGY);
      case PITCH -> pitchPasses(scores.pitch());
    };
  }

  private static Optional<Boolean> pitchPasses(PitchScores pitch) {
    OptionalDouble semitones = pitch.semitones();
    if (semitones.isEmpty() || Math.abs(semitones.getAsDouble()) < LEAST_SEMITONES) {
      return Optional.empty();
    }
    double least = semitones.getAsDouble() < 0 ? LEAST_WAY_DOWN : LEAST_WAY_UP;
    return Optional.of(pitch.share().orElse(0) >= least);
  }

  /**
   * Returns those gates that a conversion fails, in their order; none if it passes all that judge
   * it.
   */
  public static List<ConversionGate> failed(ConversionScores scores) {
    return Stream.of(values()).filter(gate -> !gate.passes(scores).orElse(true)).toList();
  }
}
