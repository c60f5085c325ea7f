package dev.vocoder.train.evaluation;

import dev.vocoder.ConfigException;
import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.DatasetCheck;
import dev.vocoder.internal.data.DatasetCheck.Fault;
import dev.vocoder.internal.griffinlim.GriffinLimVocoder;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.evaluation.EvaluationReport.ShownClip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares vocoders on the same recordings: each recording's mel in a vocoder's own format, what
 * the vocoder makes of it, and the measures between that and the recording. Griffin-Lim on the mels
 * of the first vocoder is always among them, so that there is a floor to measure from.
 *
 * <p>Vocoders take turns, recording by recording. Measures are taken at a vocoder's own rate: those
 * of vocoders of different rates are of different signals. All but the real-time factor are
 * determined by vocoders and recordings. An evaluation may run more than once, on one thread at a
 * time.
 */
public final class Evaluation {
  /** What Griffin-Lim is called. */
  public static final String GRIFFIN_LIM = "Griffin-Lim";

  private final Map<String, Vocoder> vocoders;
  private final List<Recording> recordings;
  private final boolean normalizePeaks;
  private final int shownClips;
  private final EvaluationListener listener;

  private Evaluation(Builder builder) {
    vocoders = new LinkedHashMap<>(builder.vocoders);
    recordings = builder.recordings;
    normalizePeaks = builder.normalizePeaks;
    shownClips = builder.shownClips;
    listener = builder.listener;
  }

  /** Begins to describe an evaluation. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Checks the recordings, then evaluates.
   *
   * @throws FileException if a recording cannot be used, naming every such
   * @throws dev.vocoder.VocoderClosedException if a vocoder is closed
   */
  public EvaluationReport run() {
    if (vocoders.values().stream().anyMatch(GriffinLimVocoder.class::isInstance)) {
      return run(vocoders);
    }
    MelFormat first = vocoders.values().iterator().next().melFormat();
    try (Vocoder griffinLim = new GriffinLimVocoder(first)) {
      Map<String, Vocoder> withGriffinLim = new LinkedHashMap<>(vocoders);
      withGriffinLim.put(GRIFFIN_LIM, griffinLim);
      return run(withGriffinLim);
    }
  }

  private EvaluationReport run(Map<String, Vocoder> compared) {
    String fingerprint = check();
    List<EvaluatedSystem> systems = new ArrayList<>();
    compared.forEach(
        (name, vocoder) ->
            systems.add(new EvaluatedSystem(name, vocoder, dataset(vocoder.melFormat()))));
    systems.forEach(system -> system.warmUp(recordings.get(0)));
    List<ShownClip> shown = new ArrayList<>();
    int done = 0;
    for (Recording recording : recordings) {
      ShownClip clip = evaluate(recording, systems);
      if (shown.size() < shownClips) {
        shown.add(clip);
      }
      listener.evaluated(recording, ++done, recordings.size());
    }
    return new EvaluationReport(
        fingerprint, normalizePeaks, systems.stream().map(EvaluatedSystem::scores).toList(), shown);
  }

  private ShownClip evaluate(Recording recording, List<EvaluatedSystem> systems) {
    Waveform original = null;
    Map<String, Waveform> generated = new LinkedHashMap<>();
    for (EvaluatedSystem system : systems) {
      EvaluatedSystem.Result result = system.evaluate(recording);
      original = original == null ? result.original() : original;
      generated.put(system.name(), result.generated());
    }
    return new ShownClip(recording.name(), original, generated);
  }

  private Dataset dataset(MelFormat format) {
    return new Dataset(recordings, format, normalizePeaks);
  }

  /** Reads every recording for every format, before hours are spent, and returns their hash. */
  private String check() {
    String fingerprint = "";
    for (MelFormat format :
        vocoders.values().stream().map(Vocoder::melFormat).distinct().toList()) {
      DatasetCheck check = DatasetCheck.of(dataset(format));
      if (!check.faults().isEmpty()) {
        throw new FileException(
            "%d of %d recordings cannot be evaluated on: %s."
                .formatted(
                    check.faults().size(),
                    check.count(),
                    check.faults().stream()
                        .map(Fault::toString)
                        .collect(Collectors.joining("; "))));
      }
      fingerprint = check.fingerprint();
    }
    return fingerprint;
  }

  /** Describes an evaluation. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Vocoder> vocoders = new LinkedHashMap<>();
    private List<Recording> recordings = List.of();
    private boolean normalizePeaks;
    private int shownClips = 5;
    private EvaluationListener listener = (recording, done, count) -> {};

    private Builder() {}

    /**
     * Adds a vocoder; one at least is required.
     *
     * @param name what to call it, unlike the others
     * @param vocoder it, which stays the caller's to close
     * @throws ConfigException if another has that name, or Griffin-Lim will
     */
    public Builder vocoder(String name, Vocoder vocoder) {
      boolean isReserved = name.equals(GRIFFIN_LIM) && !(vocoder instanceof GriffinLimVocoder);
      if (isReserved || vocoders.putIfAbsent(name, vocoder) != null) {
        throw new ConfigException("Two vocoders are called %s; name them apart.".formatted(name));
      }
      return this;
    }

    /** Sets what to vocode; required. Predicted mels are ignored. */
    public Builder recordings(List<Recording> value) {
      recordings =
          value.stream()
              .map(one -> new Recording(one.name(), one.wave(), Optional.empty()))
              .toList();
      return this;
    }

    /**
     * Scales each recording to a peak of 0.95 first, as the reference's validation does; as loud as
     * they are by default.
     */
    public Builder normalizePeaks(boolean value) {
      normalizePeaks = value;
      return this;
    }

    /** Sets how many clips the report holds to see and hear, 0 or more; 5 by default. */
    public Builder shownClips(int value) {
      shownClips = value;
      return this;
    }

    /** Sets who is told how far the evaluation is. */
    public Builder listener(EvaluationListener value) {
      listener = value;
      return this;
    }

    /**
     * Returns the evaluation.
     *
     * @throws ConfigException if it has no vocoder or no recording
     */
    public Evaluation build() {
      if (vocoders.isEmpty() || recordings.isEmpty()) {
        throw new ConfigException(
            "An evaluation of %d vocoders on %d recordings; give at least one of each."
                .formatted(vocoders.size(), recordings.size()));
      }
      return new Evaluation(this);
    }
  }
}
