package dev.vocoder;

import dev.vocoder.MelFinding.Kind;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.internal.speech.MelValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

  /** Compares a mel with what a model takes: where its frames lie, and what its values can be. */
  static final class Diagnosis {
    /** How far below the floor acoustic models predict by themselves, in nepers. */
    private static final double UNDERSHOOT = 1;

    /** The distance up to which a value is the floor, rounded. */
    private static final double AT_FLOOR = 0.01;

    /** Beyond both ends of zero by so much, within -4..4, no logarithm of speech is. */
    private static final double FAR_FROM_ZERO = 1.5;

    /** The distance from speech (see {@link MelValues}) from which a convention is doubted. */
    private static final double UNLIKE_SPEECH = 20;

    /** The distance up to which another one is taken for the true one. */
    private static final double LIKE_SPEECH = 12;

    /** Mean 0 and variance 1, so far as one clip of many has it. */
    private static final double STANDARD_MEAN = 0.5;

    private static final double LEAST_STANDARD_DEVIATION = 0.7;
    private static final double LARGEST_STANDARD_DEVIATION = 1.5;

    /** Triangles of height 1 sum up what those of unit area average, over some 100 Hz. */
    private static final double UNNORMALIZED_GAIN = Math.log(100);

    private final MelFormat format;
    private final MelValues values;

    private Diagnosis(MelFormat format, MelValues values) {
      this.format = format;
      this.values = values;
    }

    /** Returns what is to be said of the frames of one format for a model of another. */
    static Optional<MelFinding> ofFraming(MelFormat format, MelFormat model) {
      if (format.framing() == model.framing()) {
        return Optional.empty();
      }
      return Optional.of(
          new MelFinding(
              Kind.FRAMING,
              String.format(
                  Locale.ROOT,
                  "its frames are %s and the model's %s, half a hop apart (%.1f ms): the wave is as"
                      + " much off in time, and otherwise the same.",
                  format.framing().name().toLowerCase(Locale.ROOT),
                  model.framing().name().toLowerCase(Locale.ROOT),
                  500 / format.framesPerSecond())));
    }

    /**
     * Returns what is to be said of values for their format: one thing at most, the surest.
     *
     * @param values bands x frames of them
     * @param format what they are labelled as
     */
    static Optional<MelFinding> ofValues(float[] values, MelFormat format) {
      Optional<MelConvention> own = MelConvention.of(format);
      MelValues statistics = values(values, format);
      if (own.isEmpty() || statistics.lowest() == statistics.highest()) {
        return Optional.empty(); // what nothing is known of, and what says nothing
      }
      return new Diagnosis(format, statistics).finding(own.get());
    }

    private Optional<MelFinding> finding(MelConvention own) {
      return neverNegative(own)
          .or(() -> belowFloor(own))
          .or(() -> standardized(own))
          .or(() -> filledRange(own))
          .or(() -> otherLogarithm(own));
    }

    /** Returns values of a format, which tells at what level speech is in it. */
    private static MelValues values(float[] values, MelFormat format) {
      MelFormat usual = MelFormat.HIFIGAN;
      double bins = (double) format.fftSize() / format.sampleRate();
      double usualBins = (double) usual.fftSize() / usual.sampleRate();
      double gain =
          Math.log((double) format.windowSize() / usual.windowSize())
              + Math.log(bins / usualBins)
              + (format.melNorm() == MelNorm.NONE ? UNNORMALIZED_GAIN : 0);
      return new MelValues(values, Math.log(usual.logFloor()), gain);
    }

    /** Returns the conventions that allow such values, the likeliest first. */
    private static List<MelConvention> ranked(MelValues values) {
      return Arrays.stream(MelConvention.values())
          .filter(convention -> convention.allows(values.lowest(), values.highest()))
          .sorted(Comparator.comparingDouble(convention -> values.distance(convention::toNepers)))
          .toList();
    }

    private MelConvention likely(MelConvention own) {
      return ranked(values).stream().findFirst().orElse(own);
    }

    private Optional<MelFinding> neverNegative(MelConvention own) {
      if (values.lowest() < 0) {
        return Optional.empty();
      }
      MelConvention likely = likely(own);
      String found = text("no value is below 0 (they reach %.4g)", values.highest());
      // A range says what it is by its ends; of magnitudes only their distribution tells.
      return likely == MelConvention.UNIT || values.distance(likely::toNepers) < UNLIKE_SPEECH
          ? told(Kind.NEVER_NEGATIVE, found, own, likely)
          : Optional.of(
              new MelFinding(
                  Kind.NEVER_NEGATIVE,
                  text(
                      "%s, and so they are not %s as the model takes it, but normalised to a range"
                          + " or without a logarithm; look how they were made, and undo that.",
                      found, own.description())));
    }

    private Optional<MelFinding> belowFloor(MelConvention own) {
      if (values.lowest() >= floor() - UNDERSHOOT * format.logScale().perNeper()) {
        return Optional.empty();
      }
      String found =
          text(
              "its lowest value, %.2f, is below the format's floor of %.2f",
              values.lowest(), floor());
      MelConvention likely = likely(own);
      return likely == own
          ? Optional.of(
              new MelFinding(
                  Kind.BELOW_FLOOR,
                  found + ", which the model never saw; raise such values to that floor."))
          : told(Kind.BELOW_FLOOR, found, own, likely);
    }

    private Optional<MelFinding> standardized(MelConvention own) {
      boolean standard =
          Math.abs(values.mean()) < STANDARD_MEAN
              && values.deviation() >= LEAST_STANDARD_DEVIATION
              && values.deviation() <= LARGEST_STANDARD_DEVIATION
              && values.lowest() < -FAR_FROM_ZERO
              && values.highest() > FAR_FROM_ZERO;
      return standard
          ? Optional.of(
              new MelFinding(
                  Kind.NORMALIZED,
                  text(
                      "its mean of %.2f and deviation of %.2f look like a mel normalised with"
                          + " statistics of its data, where the model takes %s; if they are the"
                          + " model's own, say --normalized (normalizedMels), else undo it: x *"
                          + " scale + mean.",
                      values.mean(), values.deviation(), own.description())))
          : Optional.empty();
    }

    private Optional<MelFinding> filledRange(MelConvention own) {
      double both = Math.min(-values.lowest(), values.highest());
      boolean one = MelConvention.SYMMETRIC_1.allows(values.lowest(), values.highest());
      boolean four = MelConvention.SYMMETRIC_4.allows(values.lowest(), values.highest());
      if ((!one || both < FAR_FROM_ZERO / 4) && (one || !four || both < FAR_FROM_ZERO)) {
        return Optional.empty();
      }
      return told(
          Kind.NORMALIZED,
          text("its values fill %.2f to %.2f", values.lowest(), values.highest()),
          own,
          one ? MelConvention.SYMMETRIC_1 : MelConvention.SYMMETRIC_4);
    }

    /**
     * One logarithm for the other stays within every bound; all other conventions break one. Values
     * at the format's very floor are its own.
     */
    private Optional<MelFinding> otherLogarithm(MelConvention own) {
      MelConvention other =
          own == MelConvention.NATURAL ? MelConvention.LOG10 : MelConvention.NATURAL;
      boolean clear =
          (own == MelConvention.NATURAL || own == MelConvention.LOG10)
              && Math.abs(values.lowest() - floor()) > AT_FLOOR
              && values.distance(own::toNepers) >= UNLIKE_SPEECH
              && values.distance(other::toNepers) <= LIKE_SPEECH;
      return clear
          ? told(
              Kind.OTHER_CONVENTION,
              text(
                  "its values go from %.2f to %.2f around %.2f",
                  values.lowest(), values.highest(), values.mean()),
              own,
              other)
          : Optional.empty();
    }

    private double floor() {
      return Math.log(format.logFloor()) * format.logScale().perNeper();
    }

    private static String text(String format, Object... arguments) {
      return String.format(Locale.ROOT, format, arguments);
    }

    private static Optional<MelFinding> told(
        Kind kind, String found, MelConvention own, MelConvention likely) {
      String factor =
          List.of(own, likely).containsAll(List.of(MelConvention.NATURAL, MelConvention.LOG10))
              ? ", a factor of 2.3026"
              : "";
      return Optional.of(
          new MelFinding(
              kind,
              "%s: that looks like %s, where the model takes %s%s; if so, say --values %s (MelConvention.%s)."
                  .formatted(
                      found,
                      likely.description(),
                      own.description(),
                      factor,
                      likely.label(),
                      likely.name()),
              Optional.of(likely)));
    }

    /**
     * Returns the conventions that values may be in, the likeliest first, judged by what each would
     * make of speech.
     */
    static List<MelConvention> ranked(float[] values, MelFormat format) {
      List<MelConvention> ranked = new ArrayList<>(ranked(values(values, format)));
      // What a range or floor proves counts more than how likely a distribution is.
      ofValues(values, format)
          .map(MelFinding::likely)
          .orElseGet(() -> MelConvention.of(format))
          .filter(ranked::remove)
          .ifPresent(proved -> ranked.add(0, proved));
      return ranked;
    }

    /** Returns all there is to say. */
    static List<MelFinding> of(
        float[] values, MelFormat format, List<String> assumptions, MelFormat model) {
      List<MelFinding> findings = new ArrayList<>();
      assumptions.forEach(one -> findings.add(new MelFinding(Kind.ASSUMPTION, one)));
      ofFraming(format, model).ifPresent(findings::add);
      ofValues(values, format).ifPresent(findings::add);
      return findings;
    }
  }
}
