package dev.vocoder;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What programs write for the energy of a mel band, where they agree on everything else: m is the
 * band's magnitude. A mel of another convention than its format's becomes one of the format by
 * {@link MelSpectrogram#reinterpret}.
 */
public enum MelConvention {
  /** ln m, as HiFi-GAN and Tacotron 2 take it. */
  NATURAL("ln", "the natural logarithm (ln)"),
  /** log10 m, as MelGAN and ParallelWaveGAN take it. */
  LOG10("log10", "the decimal logarithm (log10)"),
  /** 20 log10 m: decibels, as librosa's {@code amplitude_to_db} and {@code power_to_db} give. */
  DECIBEL("db", "decibels (20 log10)"),
  /** ln m², of a power spectrum: twice {@link #NATURAL}. */
  NATURAL_OF_POWER("ln-power", "the logarithm of a power (twice ln)"),
  /** Decibels from -80 to 20 stretched to -4 to 4, as Tacotron 1 and Coqui normalise. */
  SYMMETRIC_4("symmetric-4", "decibels normalised to -4..4"),
  /** Decibels from -80 to 20 stretched to -1 to 1. */
  SYMMETRIC_1("symmetric-1", "decibels normalised to -1..1"),
  /** Decibels from -80 to 20 stretched to 0 to 1. */
  UNIT("unit", "decibels normalised to 0..1"),
  /** m itself, without a logarithm. */
  LINEAR("linear", "linear magnitudes, without a logarithm"),
  /** m², without a logarithm. */
  POWER("power", "a power spectrum, without a logarithm");

  private static final double DECIBELS_PER_NEPER = 20 / Math.log(10);
  private static final double LOWEST_DECIBELS = -80; // min_level_db -100 and ref_level_db 20
  private static final double RANGE_DECIBELS = 100;
  private static final double TOLERANCE = 0.05; // beyond a range, as networks overshoot

  private final String label;
  private final String description;

  MelConvention(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /** Returns the name that the command line knows it by. */
  public String label() {
    return label;
  }

  /** Returns what it is in a few words. */
  public String description() {
    return description;
  }

  /**
   * Returns the convention of a label.
   *
   * @param label one of {@link #label()}
   * @throws ConfigException if there is none
   */
  public static MelConvention named(String label) {
    for (MelConvention convention : values()) {
      if (convention.label.equals(label.toLowerCase(Locale.ROOT))) {
        return convention;
      }
    }
    throw new ConfigException(
        "Unknown mel values '%s'; known are %s."
            .formatted(
                label,
                Arrays.stream(values())
                    .map(MelConvention::label)
                    .collect(Collectors.joining(", "))));
  }

  /**
   * Returns the convention of a format's values; empty for formats that are normalised, limited in
   * range or of other powers than these conventions know.
   *
   * @param format a mel format
   */
  public static Optional<MelConvention> of(MelFormat format) {
    if (format.normalization().isPresent() || Double.isFinite(format.dynamicRange())) {
      return Optional.empty();
    }
    if (format.power() == 2) {
      return format.logScale() == MelFormat.LogScale.NATURAL
          ? Optional.of(NATURAL_OF_POWER)
          : Optional.empty();
    }
    return Optional.of(
        switch (format.logScale()) {
          case NATURAL -> NATURAL;
          case LOG10 -> LOG10;
          case DECIBEL -> DECIBEL;
        });
  }

  /** Returns ln m of a value; negative infinity where m is 0. */
  double toNepers(double value) {
    return switch (this) {
      case NATURAL -> value;
      case LOG10 -> value * Math.log(10);
      case DECIBEL -> value / DECIBELS_PER_NEPER;
      case NATURAL_OF_POWER -> value / 2;
      case SYMMETRIC_4 -> ofRange((value + 4) / 8);
      case SYMMETRIC_1 -> ofRange((value + 1) / 2);
      case UNIT -> ofRange(value);
      case LINEAR -> Math.log(Math.max(0, value));
      case POWER -> Math.log(Math.max(0, value)) / 2;
    };
  }

  private static double ofRange(double part) {
    return (LOWEST_DECIBELS + RANGE_DECIBELS * part) / DECIBELS_PER_NEPER;
  }

  /** Says whether a mel of speech can have such smallest and largest values. */
  boolean allows(double lowest, double highest) {
    return switch (this) {
      case NATURAL, LOG10, DECIBEL, NATURAL_OF_POWER -> lowest < 0;
      case SYMMETRIC_4 -> lowest < 0 && lowest >= -4 - TOLERANCE && highest <= 4 + TOLERANCE;
      case SYMMETRIC_1 -> lowest < 0 && lowest >= -1 - TOLERANCE && highest <= 1 + TOLERANCE;
      case UNIT -> lowest >= -TOLERANCE && highest <= 1 + TOLERANCE;
      case LINEAR, POWER -> lowest >= 0;
    };
  }
}
