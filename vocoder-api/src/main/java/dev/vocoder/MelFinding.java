package dev.vocoder;

import java.util.Optional;

/**
 * Something that the user of a mel spectrogram should know before it is vocoded.
 *
 * @param kind what kind of thing
 * @param message a sentence for people: what was found, and what to do
 * @param likely the convention that the values seem to be in, where that is the matter
 */
public record MelFinding(Kind kind, String message, Optional<MelConvention> likely) {
  /** What is told. */
  public enum Kind {
    /** What reading a file had to assume: which axis is which, which of several arrays it is. */
    ASSUMPTION,
    /** Frames lie half a hop off the model's. */
    FRAMING,
    /** There are values below the format's floor. */
    BELOW_FLOOR,
    /** No value is below 0, where a logarithm of small numbers is expected. */
    NEVER_NEGATIVE,
    /** The values fill a range that mels are normalised to, or have mean 0 and variance 1. */
    NORMALIZED,
    /** The values are what another convention makes of speech, such as another logarithm. */
    OTHER_CONVENTION
  }

  /** A finding that is not about a convention. */
  MelFinding(Kind kind, String message) {
    this(kind, message, Optional.empty());
  }
}
