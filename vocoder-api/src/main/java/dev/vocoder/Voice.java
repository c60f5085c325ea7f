package dev.vocoder;

import dev.vocoder.internal.speech.SpeechSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A speaker as a {@link VoiceConverter} knows one: a name, and the mean and deviation of each mel
 * band while he speaks, which are taken out of a mel before it is converted and put in after.
 *
 * <p>A value: two voices are equal if their names, formats and statistics are. Immutable, and so
 * thread-safe.
 */
public final class Voice {
  /**
   * How far below a recording's loudest frame, in decibels, the silence before and after speech
   * begins, see {@link #measure}.
   */
  public static final double SILENCE_DECIBELS = 40;

  private static final int MAX_NAME = 100;

  private final String name;
  private final MelFormat melFormat;
  private final double[] means;
  private final double[] deviations;

  private Voice(String name, MelFormat melFormat, double[] means, double[] deviations) {
    this.name = name;
    this.melFormat = melFormat;
    this.means = means;
    this.deviations = deviations;
  }

  /**
   * Returns a voice of known statistics.
   *
   * @param name what it is called: not blank, up to 100 characters, none of them a control
   *     character
   * @param melFormat the mels that the statistics are of
   * @param means the mean of each band, in units of the mel's values
   * @param deviations the standard deviation of each band, of the population; 0 for a band that
   *     never changes
   * @throws ConfigException if the name is none, there is not one mean and one deviation for each
   *     band, or a number is not finite or a deviation negative
   */
  public static Voice of(String name, MelFormat melFormat, double[] means, double[] deviations) {
    Objects.requireNonNull(melFormat, "melFormat");
    requireName(name);
    int bands = melFormat.bands();
    require(
        means.length == bands && deviations.length == bands,
        name,
        "there are %d means and %d deviations for %d mel bands; give one of each per band",
        means.length,
        deviations.length,
        bands);
    for (int band = 0; band < bands; band++) {
      require(
          Double.isFinite(means[band]),
          name,
          "the mean of band %d is %s; it must be finite",
          band,
          means[band]);
      require(
          Double.isFinite(deviations[band]) && deviations[band] >= 0,
          name,
          "the deviation of band %d is %s; it must be finite, and 0 or more",
          band,
          deviations[band]);
    }
    return new Voice(name, melFormat, means.clone(), deviations.clone());
  }

  /**
   * Measures a voice. The statistics of each band are over all frames of all mels, but for the
   * silence before and after speech: of each mel the frames before the first one, and those after
   * the last one, whose level is at most {@link #SILENCE_DECIBELS} below that of the mel's loudest
   * frame are left out; pauses between stay in. A frame's level is 10 log10 of the sum of its
   * bands' energies; the energy of a band is the exponential of its value in nepers (per-band
   * normalisation undone, the value divided by {@link MelFormat.LogScale#perNeper}), squared where
   * the format's {@link MelFormat#power} is 1.
   *
   * @param name what it is called, see {@link #of}
   * @param mels what the speaker said, in the format of the first or one that converts to it
   *     exactly; a minute or more of speech tells a voice well
   * @return a voice of the first mel's format
   * @throws ConfigException if the name is none
   * @throws MelException if there is no mel, one has a format that does not convert, or no band
   *     ever changes, as in a single frame
   */
  public static Voice measure(String name, List<MelSpectrogram> mels) {
    return measure(name, mels, SILENCE_DECIBELS);
  }

  /**
   * Measures a voice.
   *
   * @param silence how far below the loudest frame silence begins, in decibels; infinite to leave
   *     out nothing
   */
  static Voice measure(String name, List<MelSpectrogram> mels, double silence) {
    requireName(name);
    if (mels.isEmpty()) {
      throw new MelException(
          "There is no mel to measure the voice '%s' by; give at least one recording."
              .formatted(name));
    }
    MelFormat format = mels.get(0).format();
    List<MelSpectrogram> speech =
        mels.stream().map(mel -> spoken(mel.convertTo(format), silence)).toList();
    double[] means = new double[format.bands()];
    double[] deviations = new double[format.bands()];
    long frames = speech.stream().mapToLong(MelSpectrogram::frames).sum();
    for (int band = 0; band < format.bands(); band++) {
      means[band] = sum(speech, band, 0, 1) / frames;
      deviations[band] = Math.sqrt(sum(speech, band, means[band], 2) / frames);
    }
    if (Arrays.stream(deviations).allMatch(deviation -> deviation == 0)) {
      throw new MelException(
          "The mels of the voice '%s' have the same values in every frame; give recordings of speech."
              .formatted(name));
    }
    return of(name, format, means, deviations);
  }

  /** Returns the sum of the values of a band minus a number, each to a power. */
  private static double sum(List<MelSpectrogram> mels, int band, double origin, int power) {
    double sum = 0;
    for (MelSpectrogram mel : mels) {
      for (int frame = 0; frame < mel.frames(); frame++) {
        double value = mel.value(band, frame) - origin;
        sum += power == 2 ? value * value : value;
      }
    }
    return sum;
  }

  private static MelSpectrogram spoken(MelSpectrogram mel, double silence) {
    double[] levels = new double[mel.frames()];
    for (int frame = 0; frame < levels.length; frame++) {
      levels[frame] = level(mel, frame);
    }
    SpeechSpan span = SpeechSpan.of(levels, silence);
    return mel.slice(span.from(), span.to());
  }

  /** Returns the level of a frame in decibels. */
  private static double level(MelSpectrogram mel, int frame) {
    MelFormat format = mel.format();
    double[] logEnergies = new double[mel.bands()];
    double highest = Double.NEGATIVE_INFINITY;
    for (int band = 0; band < logEnergies.length; band++) {
      double value = format.denormalized(mel.value(band, frame), band);
      logEnergies[band] = value / format.logScale().perNeper() * 2 / format.power();
      highest = Math.max(highest, logEnergies[band]);
    }
    double sum = 0;
    for (double logEnergy : logEnergies) {
      sum += Math.exp(logEnergy - highest); // no exponential overflows
    }
    return 10 / Math.log(10) * (highest + Math.log(sum));
  }

  private static void requireName(String name) {
    if (name.isBlank()
        || name.length() > MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new ConfigException(
          "A voice cannot be called '%s'; give a name of 1 to %d characters, none of them a control character."
              .formatted(
                  name.substring(0, Math.min(name.length(), MAX_NAME))
                      .replaceAll("\\p{Cntrl}", "?"),
                  MAX_NAME));
    }
  }

  private static void require(boolean condition, String name, String message, Object... arguments) {
    if (!condition) {
      throw new ConfigException(
          "Unusable statistics of the voice '%s': %s."
              .formatted(name, String.format(Locale.ROOT, message, arguments)));
    }
  }

  /** Returns what it is called. */
  public String name() {
    return name;
  }

  /** Returns the format of the mels that the statistics are of. */
  public MelFormat melFormat() {
    return melFormat;
  }

  /** Returns a copy of the mean of each band. */
  public double[] means() {
    return means.clone();
  }

  /** Returns a copy of the standard deviation of each band, of the population. */
  public double[] deviations() {
    return deviations.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Voice voice
        && name.equals(voice.name)
        && melFormat.equals(voice.melFormat)
        && Arrays.equals(means, voice.means)
        && Arrays.equals(deviations, voice.deviations);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, melFormat, Arrays.hashCode(means), Arrays.hashCode(deviations));
  }

  /** Returns its name. */
  @Override
  public String toString() {
    return name;
  }
}
