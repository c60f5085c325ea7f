package dev.vocoder.train;

import dev.vocoder.internal.optimize.NetworkWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The networks of a run, new or from files, and the checkpoints that are written of them.
 *
 * @param <B> what a step learns from
 */
final class Checkpoints<B> implements AutoCloseable {
  private static final String PROVENANCE = "provenance";

  private final TrainingScheme<B> scheme;
  private final Averages averages;
  private final Provenance provenance;
  private final TrainingState start;
  private final RunFolder folder;
  private final int kept;
  private OptionalLong saved;

  private Checkpoints(
      TrainingScheme<B> scheme,
      Averages averages,
      Provenance provenance,
      TrainingState start,
      RunFolder folder,
      int kept,
      OptionalLong saved) {
    this.scheme = scheme;
    this.averages = averages;
    this.provenance = provenance;
    this.start = start;
    this.folder = folder;
    this.kept = kept;
    this.saved = saved;
  }

  /** Makes the networks that a run begins with. */
  static <B> Checkpoints<B> begin(
      TrainingSettings settings, TrainingPlan<B> plan, RunFolder folder) {
    if (settings.start() instanceof Start.Resume) {
      return resume(settings, plan, folder);
    }
    Optional<Start.Networks> given =
        settings.start() instanceof Start.Networks networks
            ? Optional.of(networks)
            : Optional.empty();
    Optional<TrainingFile> training =
        given.flatMap(Start.Networks::discriminators).map(TrainingFile::read);
    TrainingScheme<B> scheme = plan.open(given.map(Start.Networks::generator), training);
    Provenance provenance = plan.provenance(settings.start().description());
    return orClose(
        scheme,
        () ->
            new Checkpoints<>(
                scheme,
                Averages.of(scheme, settings.averageDecays()),
                provenance,
                TrainingState.initial(given.map(Start.Networks::warmUpSteps).orElse(0L)),
                folder,
                settings.kept(),
                OptionalLong.empty()));
  }

  private static <B> Checkpoints<B> resume(
      TrainingSettings settings, TrainingPlan<B> plan, RunFolder folder) {
    long step = folder.latest().getAsLong();
    TrainingFile file = TrainingFile.read(folder.training(step));
    TrainingState state = TrainingState.of(file);
    String begun =
        file.dict(PROVENANCE).get("start") instanceof String first
            ? first
            : settings.start().description();
    if (file.dict(PROVENANCE).get("config") instanceof String config) {
      plan.requireSame(config);
    }
    TrainingScheme<B> scheme = plan.open(Optional.of(folder.generator(step)), Optional.of(file));
    return orClose(
        scheme,
        () -> {
          scheme
              .optimizers()
              .forEach(
                  (name, optimizer) -> {
                    optimizer.load(file.root().get(name), file.name() + ", " + name);
                    optimizer.resume(state.step(), state.epoch());
                  });
          return new Checkpoints<>(
              scheme,
              Averages.resumed(scheme, settings.averageDecays(), file),
              plan.provenance(begun),
              state,
              folder,
              settings.kept(),
              OptionalLong.of(state.step()));
        });
  }

  private static <T> T orClose(TrainingScheme<?> scheme, Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException | Error e) {
      scheme.close();
      throw e;
    }
  }

  TrainingScheme<B> scheme() {
    return scheme;
  }

  Averages averages() {
    return averages;
  }

  /** Returns how far the run was when it was begun or resumed. */
  TrainingState start() {
    return start;
  }

  /** Returns whether there is a checkpoint of a step, as the latest. */
  boolean isLatest(long step) {
    return saved.isPresent() && saved.getAsLong() == step;
  }

  /** Returns the generators' file of the latest checkpoint. */
  Optional<Path> latest() {
    return saved.isPresent() ? Optional.of(folder.generator(saved.getAsLong())) : Optional.empty();
  }

  /**
   * Writes a checkpoint.
   *
   * @param state how far the run is
   */
  void save(TrainingState state) {
    withExported(state, file -> folder.saveGenerators(state.step(), file));
    folder.saveTraining(state.step(), trainingFile(state), kept);
    saved = OptionalLong.of(state.step());
  }

  /** Writes the generators of the lowest validation error. */
  void saveBest(TrainingState state) {
    withExported(state, folder::saveBest);
  }

  /**
   * Writes what a generators' file holds, while averaged networks have their averages for weights.
   */
  private void withExported(TrainingState state, Consumer<Map<String, Object>> writing) {
    Map<String, Object> file = new LinkedHashMap<>();
    networks(true, file);
    file.put(PROVENANCE, provenance.at(state.step()).toMap());
    averages.inPlace(
        () -> {
          writing.accept(file);
          return file;
        });
  }

  private Map<String, Object> trainingFile(TrainingState state) {
    Map<String, Object> file = new LinkedHashMap<>();
    networks(false, file);
    scheme.optimizers().forEach((name, optimizer) -> file.put(name, optimizer.state()));
    file.putAll(state.entries());
    file.put(PROVENANCE, provenance.at(state.step()).toMap());
    file.putAll(averages.entries());
    file.putAll(scheme.entries());
    return file;
  }

  private void networks(boolean exported, Map<String, Object> file) {
    scheme
        .networks()
        .forEach(
            (name, network) -> {
              if (scheme.exported().contains(name) == exported) {
                file.put(name, NetworkWeights.entries(NetworkWeights.of(network)));
              }
            });
  }

  @Override
  public void close() {
    scheme.close();
  }
}
