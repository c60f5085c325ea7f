package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import dev.vocoder.Voice;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.evaluation.EvaluationListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whether a converter converts: in every direction between the voices given it converts
 * recordings that are held out, and is measured beside {@linkplain StatisticsConversion statistics
 * alone}. No recording of one voice needs to say what one of another says.
 *
 * <p>Speaker: three classifiers, trained on the other recordings, say whose voice a conversion is
 * in. Content: cepstra and energy are correlated with the source's, and with those of other
 * utterances for a control. Pitch: eight sources, their conversions and eight recordings of the
 * target are vocoded and tracked.
 *
 * <p>All of it is determined by recordings, converter and vocoder, but for the order of sums where
 * several threads compute. An evaluation may run more than once, on one thread at a time.
 */
public final class ConversionEvaluation {
  /** What conversion by statistics alone is called. */
  public static final String STATISTICS = "statistics alone";

  private final Map<String, List<Recording>> voices;
  private final Map<String, Conversion> systems;
  private final Vocoder vocoder;
  private final MelFormat format;
  private final int heldOutEvery;
  private final EvaluationListener listener;

  private ConversionEvaluation(Builder builder) {
    voices = new LinkedHashMap<>(builder.voices);
    systems = new LinkedHashMap<>(builder.systems);
    vocoder = builder.vocoder;
    format = builder.format.orElseGet(builder.vocoder::melFormat);
    heldOutEvery = builder.heldOutEvery;
    listener = builder.listener;
  }

  /** Begins to describe an evaluation. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns how many conversions it makes and measures. */
  public int conversions() {
    int heldOut =
        voices.values().stream()
            .mapToInt(recordings -> (recordings.size() - 1) / heldOutEvery + 1)
            .sum();
    return (1 + systems.size()) * heldOut * (voices.size() - 1);
  }

  /**
   * Reads the recordings, trains the classifiers, then converts and measures.
   *
   * @throws FileException if a recording cannot be used, naming every such of a voice, or all that
   *     are not held out are shorter than 64 mel frames; or if a converter refuses a recording
   * @throws dev.vocoder.MelException if what a converter made cannot be a mel of its target
   * @throws dev.vocoder.TrainingException if a classifier cannot be trained
   * @throws dev.vocoder.VocoderClosedException if the vocoder is closed
   */
  public ConversionReport run() {
    List<EvaluatedVoice> read = new ArrayList<>();
    voices.forEach(
        (name, recordings) -> read.add(new EvaluatedVoice(name, recordings, heldOutEvery, format)));
    Map<String, Conversion> compared = new LinkedHashMap<>();
    List<Voice> measured = read.stream().map(EvaluatedVoice::voice).toList();
    compared.put(STATISTICS, new StatisticsConversion(measured));
    compared.putAll(systems);
    return new ComparedConversions(read, compared, vocoder, listener, conversions()).report();
  }

  /** Describes an evaluation. Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<Recording>> voices = new LinkedHashMap<>();
    private final Map<String, Conversion> systems = new LinkedHashMap<>();
    private Vocoder vocoder;
    private Optional<MelFormat> format = Optional.empty();
    private int heldOutEvery = 10;
    private EvaluationListener listener = (recording, done, count) -> {};

    private Builder() {}

    /**
     * Adds a voice; two at least are required.
     *
     * @param name what it is called, for a converter too
     * @param recordings its recordings, in the order they are held out by: those of a folder are by
     *     name
     * @throws ConfigException if another has that name
     */
    public Builder voice(String name, List<Recording> recordings) {
      requireNew(voices.putIfAbsent(name, List.copyOf(recordings)) == null, "voices", name);
      return this;
    }

    /**
     * Adds a converter.
     *
     * @param name what to call it, unlike {@link #STATISTICS}
     * @param conversion it
     * @throws ConfigException if another has that name
     */
    public Builder converter(String name, Conversion conversion) {
      boolean isNew = !name.equals(STATISTICS) && systems.putIfAbsent(name, conversion) == null;
      requireNew(isNew, "converters", name);
      return this;
    }

    private static void requireNew(boolean isNew, String what, String name) {
      if (!isNew) {
        throw new ConfigException("Two %s are called %s; name them apart.".formatted(what, name));
      }
    }

    /** Sets what makes waves of mels for their pitch; required. It stays the caller's to close. */
    public Builder vocoder(Vocoder value) {
      vocoder = value;
      return this;
    }

    /** Sets the mels that the converters take; the vocoder's by default. */
    public Builder melFormat(MelFormat value) {
      format = Optional.of(value);
      return this;
    }

    /** Sets n, where the first of every n recordings of a voice is held out; 10 by default. */
    public Builder heldOutEvery(int value) {
      heldOutEvery = value;
      return this;
    }

    /** Sets who is told how far the evaluation is, after each conversion. */
    public Builder listener(EvaluationListener value) {
      listener = value;
      return this;
    }

    /**
     * Returns the evaluation.
     *
     * @throws ConfigException if it has less than two voices, no vocoder, or a voice of which not
     *     two recordings are held out and one is not
     */
    public ConversionEvaluation build() {
      require(voices.size() >= 2, () -> "it has %d voices, not two".formatted(voices.size()));
      require(vocoder != null, () -> "it has no vocoder");
      require(
          heldOutEvery >= 2,
          () -> "of every %d recordings one is held out".formatted(heldOutEvery));
      voices.forEach(
          (name, recordings) ->
              require(
                  recordings.size() > heldOutEvery,
                  () ->
                      "%s has %d recordings, and where one of every %d is held out it takes %d to hold out two"
                          .formatted(name, recordings.size(), heldOutEvery, heldOutEvery + 1)));
      return new ConversionEvaluation(this);
    }

    private static void require(boolean holds, Supplier<String> fault) {
      if (!holds) {
        throw new ConfigException("The evaluation cannot begin: %s.".formatted(fault.get()));
      }
    }
  }
}
