package dev.vocoder.train;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.TrainingException;
import dev.vocoder.VocoderException;
import dev.vocoder.container.torch.PyTorchFile;
import dev.vocoder.engine.Bfloat16;
import dev.vocoder.train.AdversarialStep.Outcome;
import dev.vocoder.train.AdversarialStep.Part;
import dev.vocoder.train.data.Batch;
import dev.vocoder.train.data.BatchLoader;
import dev.vocoder.train.data.DatasetCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** One run of training: what changes while it goes on, and the loop over its steps. */
final class TrainingLoop {
  private final TrainingSettings settings;
  private final TrainingConfig config;
  private final RunFolder folder;
  private final BooleanSupplier stopping;
  private final DatasetCheck check;
  private final Precision precision;
  private Provenance provenance;
  private AdversarialStep networks;
  private TrainingState state;
  private OptionalLong saved = OptionalLong.empty();
  private final SkippedSteps skipped;
  private final List<TrainingListener> begun = new ArrayList<>();

  /**
   * Prepares a run.
   *
   * @param settings the run
   * @param folder where its files go
   * @param check what checking the training data found
   * @param stopping says whether to end after the step at hand
   */
  TrainingLoop(
      TrainingSettings settings, RunFolder folder, DatasetCheck check, BooleanSupplier stopping) {
    this.settings = settings;
    this.config = settings.config();
    this.folder = folder;
    this.stopping = stopping;
    this.check = check;
    this.precision = precision();
    this.skipped = new SkippedSteps(settings.maxSkippedInARow(), settings.maxSkippedShare());
    this.provenance = provenance();
    this.state =
        TrainingState.initial(
            settings.start() instanceof Start.Networks start ? start.warmUpSteps() : 0);
  }

  private Provenance provenance() {
    return new Provenance(
        config.toJson(),
        config.networks().melFormat().toString(),
        check.fingerprint(),
        String.format(Locale.ROOT, "%d recordings, %.0f s", check.count(), check.seconds()),
        0,
        config.seed(),
        settings.start().description(),
        precision.name().toLowerCase(Locale.ROOT),
        version(),
        settings.command());
  }

  TrainingResult toTheEnd() {
    try (AdversarialStep started = start()) {
      networks = started;
      try {
        begin();
        train();
        if (saved.isEmpty() || saved.getAsLong() != state.step()) {
          save();
        }
        requireFewSkipped(true);
      } catch (TrainingException e) { // the last good checkpoint stays
        tell(e);
        throw e;
      } catch (RuntimeException | Error e) {
        saveWhatThereIs(e);
        tell(e);
        throw e;
      }
      TrainingResult result = result();
      end(result);
      return result;
    }
  }

  private void begin() {
    TrainingRun run = new TrainingRun(folder.path(), description(), state.step(), settings.steps());
    settings.tell(
        one -> {
          one.started(run);
          begun.add(one);
        });
  }

  private void saveWhatThereIs(Throwable failure) {
    try {
      if (state.step() > 0 && (saved.isEmpty() || saved.getAsLong() != state.step())) {
        save();
      }
    } catch (RuntimeException | Error e) {
      suppress(e, failure);
    }
  }

  /** Tells of a failure those who know of the run. */
  private void tell(Throwable failure) {
    TrainingResult result = result();
    String reason = failure instanceof VocoderException ? failure.getMessage() : failure.toString();
    for (TrainingListener listener : begun) {
      try {
        listener.failed(result, reason);
      } catch (RuntimeException | Error e) {
        suppress(e, failure);
      }
    }
  }

  /** Tells every listener, also where another throws. */
  private void end(TrainingResult result) {
    RuntimeException first = null;
    for (TrainingListener listener : settings.listeners()) {
      try {
        listener.ended(result);
      } catch (RuntimeException e) {
        if (first != null) {
          suppress(e, first);
        }
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static void suppress(Throwable other, Throwable failure) {
    if (other != failure) {
      failure.addSuppressed(other);
    }
  }

  private TrainingResult result() {
    return new TrainingResult(
        state.step(),
        skipped.total(),
        stopping.getAsBoolean() && state.step() < settings.steps(),
        lastCheckpoint(),
        state.bestMelError());
  }

  private Optional<Path> lastCheckpoint() {
    return saved.isPresent() ? Optional.of(folder.generator(saved.getAsLong())) : Optional.empty();
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "%s on %d recordings (%.1f minutes), %d x %d samples a step",
        config.networks().generator().architecture(),
        check.count(),
        check.seconds() / 60,
        config.batchSize(),
        config.segmentSize());
  }

  private AdversarialStep start() {
    if (settings.start() instanceof Start.Resume) {
      return resume(folder.latest().getAsLong());
    }
    if (settings.start() instanceof Start.Networks start) {
      return networks(
          Optional.of(start.generator()),
          start.discriminators().map(PyTorchFile::read),
          start.discriminators());
    }
    return networks(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private AdversarialStep resume(long step) {
    Path name = folder.training(step);
    PyTorchFile file = PyTorchFile.read(name);
    state = TrainingState.of(file, name);
    provenance = TrainingState.start(file).map(provenance::withStart).orElse(provenance);
    saved = OptionalLong.of(state.step());
    AdversarialStep resumed =
        networks(Optional.of(folder.generator(step)), Optional.of(file), Optional.of(name));
    try {
      TrainingState.loadOptimizers(file, name, resumed);
      return resumed;
    } catch (RuntimeException e) {
      resumed.close();
      throw e;
    }
  }

  private AdversarialStep networks(
      Optional<Path> generator, Optional<PyTorchFile> training, Optional<Path> name) {
    return new AdversarialStep(
        config,
        generator.map(file -> TrainingState.generatorWeights(file, config)),
        training.isPresent()
            ? TrainingState.discriminatorWeights(training.get(), name.get(), config)
            : Map.of(),
        settings.device(),
        precision);
  }

  /** Returns the arithmetic to use: the reduced one only where it is faster, and right. */
  private Precision precision() {
    if (settings.device().type() == Device.Type.CPU && settings.precision() == Precision.MIXED) {
      Optional<String> obstacle = Bfloat16.obstacle(true);
      if (obstacle.isPresent()) {
        settings.tell(one -> one.noted(obstacle.get() + "; training in float32."));
        return Precision.FLOAT32;
      }
    }
    return settings.precision();
  }

  private void train() {
    Optional<Validation> trial =
        settings.validation().map(dataset -> new Validation(config, dataset, settings.device()));
    try (BatchLoader loader =
        new BatchLoader(
            settings.training(),
            config.batchSize(),
            config.segmentSize(),
            config.leastAmplitude(),
            config.seed(),
            state.epoch(),
            state.position())) {
      while (state.step() < settings.steps() && !stopping.getAsBoolean()) {
        step(loader);
        long made = state.step();
        boolean ends = made == settings.steps();
        if (trial.isPresent() && (ends || made % settings.validationInterval() == 0)) {
          validate(trial.get());
        }
        if (ends || made % settings.checkpointInterval() == 0) {
          save();
        }
      }
    }
  }

  private void step(BatchLoader loader) {
    long begin = System.nanoTime();
    Batch batch = loader.next();
    Outcome outcome = networks.run(batch, part());
    long epoch = state.epoch();
    double rate = networks.generatorOptimizer().learningRate();
    state = state.next(loader.batchesPerEpoch());
    if (state.epoch() > epoch) {
      decay(networks.generatorOptimizer());
      decay(networks.discriminatorOptimizer());
    }
    double seconds = (System.nanoTime() - begin) * 1e-9;
    StepReport report =
        new StepReport(state.step(), epoch, outcome.losses(), rate, seconds, outcome.applied());
    settings.tell(one -> one.stepped(report));
    count(report);
    if (state.step() < settings.steps()) {
      requireFewSkipped(false);
    }
  }

  private Part part() {
    if (state.step() < state.warmUpSteps()) {
      return Part.DISCRIMINATORS;
    }
    return state.step() < config.adversarialStart() ? Part.GENERATOR : Part.BOTH;
  }

  private void decay(AdamW optimizer) {
    optimizer.setLearningRate(optimizer.learningRate() * config.optimization().learningRateDecay());
  }

  private void count(StepReport report) {
    skipped.add(report);
    if (!report.applied()) {
      settings.tell(
          one ->
              one.noted(
                  "Step %d was skipped: a loss or gradient is infinite or not a number: %s."
                      .formatted(report.step(), report.losses().named())));
    }
  }

  private void requireFewSkipped(boolean ends) {
    skipped
        .tooMany(ends)
        .ifPresent(
            fault -> {
              throw new TrainingException(
                  "Training stopped at step %d: %s. %s Lower the learning rate or set gradient_norm_limit, and resume; if it began with the first steps, see whether vocoder doctor finds fault with this processor."
                      .formatted(
                          state.step(),
                          fault,
                          lastCheckpoint()
                              .map("The last good checkpoint is %s."::formatted)
                              .orElse("There is no checkpoint yet.")));
            });
  }

  private void validate(Validation trial) {
    ValidationReport report = trial.run(networks.generator(), state.step(), state.bestMelError());
    if (report.isBest()) {
      state = state.withBest(report.melError());
      folder.saveBest(TrainingState.generatorFile(networks, provenance.at(state.step())));
    }
    settings.tell(one -> one.validated(report));
  }

  private void save() {
    Provenance now = provenance.at(state.step());
    folder.save(
        state.step(),
        TrainingState.generatorFile(networks, now),
        state.trainingFile(networks, now),
        settings.kept());
    saved = OptionalLong.of(state.step());
    settings.tell(one -> one.saved(state.step(), folder.generator(state.step())));
  }

  private static String version() {
    String version = TrainingLoop.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
