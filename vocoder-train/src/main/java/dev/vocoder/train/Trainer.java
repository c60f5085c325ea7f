package dev.vocoder.train;

import dev.vocoder.AtomicFile;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.TrainingException;
import dev.vocoder.checkpoint.PyTorchFile;
import dev.vocoder.engine.TorchEngine;
import dev.vocoder.train.AdversarialStep.Outcome;
import dev.vocoder.train.AdversarialStep.Part;
import dev.vocoder.train.data.Batch;
import dev.vocoder.train.data.BatchLoader;
import dev.vocoder.train.data.Dataset;
import dev.vocoder.train.data.DatasetCheck;
import dev.vocoder.train.data.Recording;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Trains a generator against discriminators, as HiFi-GAN's reference implementation does.
 *
 * <p>On a CPU with one thread a run is determined by its config, data and start: stopping and
 * resuming changes nothing, bit for bit. With more threads sums may be taken in another order.
 *
 * <p>A trainer runs once. {@link #stop} may be called from any thread, everything else from one.
 */
public final class Trainer {
  private final Builder settings;
  private final TrainingConfig config;
  private final RunFolder folder;
  private final Dataset training;
  private final Optional<Dataset> validation;
  private volatile boolean stopping;

  private Trainer(Builder settings) {
    this.settings = settings;
    this.config = settings.config;
    this.folder = new RunFolder(settings.output);
    MelFormat format = config.networks().melFormat();
    this.training = new Dataset(settings.training, format, !settings.fineTuning);
    this.validation =
        settings.validation.isEmpty()
            ? Optional.empty()
            : Optional.of(new Dataset(settings.validation, format, !settings.fineTuning));
  }

  /** Begins to describe a run. */
  public static Builder builder() {
    return new Builder();
  }

  /** Asks the run to end after the step it is at; it saves a checkpoint first. */
  public void stop() {
    stopping = true;
  }

  /**
   * Checks the data, then trains to the last step, or until {@link #stop}. At the end there is a
   * checkpoint of the last step made.
   *
   * @return how it ended
   * @throws dev.vocoder.FileException if a recording cannot be trained on, naming every such, or
   *     the run's folder cannot be written
   * @throws dev.vocoder.CheckpointException if what to start with does not fit the config
   * @throws TrainingException if the folder holds a run that would be overwritten or none to
   *     resume, or the losses are no numbers in too many steps in a row; the last good checkpoint
   *     stays
   */
  public TrainingResult run() {
    DatasetCheck check = check("training", training);
    validation.ifPresent(dataset -> check("validation", dataset));
    OptionalLong latest = folder.latest();
    if (settings.start instanceof Start.Resume && latest.isEmpty()) {
      throw new TrainingException(
          "There is no checkpoint to resume in %s; start without resuming."
              .formatted(folder.path()));
    }
    if (!(settings.start instanceof Start.Resume) && latest.isPresent()) {
      throw new TrainingException(
          "%s holds a run of %d steps; resume it, or choose another folder."
              .formatted(folder.path(), latest.getAsLong()));
    }
    settings.threads.ifPresent(count -> TorchEngine.start().setThreads(count));
    folder.prepare();
    AtomicFile.write(
        folder.path().resolve("config.json"),
        out -> out.write(config.toJson().getBytes(StandardCharsets.UTF_8)));
    return new Run(check).toTheEnd();
  }

  private DatasetCheck check(String name, Dataset dataset) {
    DatasetCheck check = dataset.check();
    check
        .faults()
        .forEach(fault -> settings.tell(one -> one.noted("Unusable for " + name + ": " + fault)));
    check.requireUsable();
    return check;
  }

  /** What changes while the trainer runs. */
  private final class Run {
    private final DatasetCheck check;
    private final Provenance provenance;
    private final long warmUpEnd;
    private AdversarialStep networks;
    private TrainingState state = TrainingState.initial();
    private OptionalLong saved = OptionalLong.empty();
    private long skipped;
    private int skippedInARow;

    Run(DatasetCheck check) {
      this.check = check;
      this.provenance = provenance();
      this.warmUpEnd = settings.start instanceof Start.Networks start ? start.warmUpSteps() : 0;
    }

    private Provenance provenance() {
      return new Provenance(
          config.toJson(),
          config.networks().melFormat().toString(),
          check.fingerprint(),
          String.format(Locale.ROOT, "%d recordings, %.0f s", check.count(), check.seconds()),
          0,
          config.seed(),
          settings.start.description(),
          settings.precision.name().toLowerCase(Locale.ROOT),
          version(),
          settings.command);
    }

    TrainingResult toTheEnd() {
      try (AdversarialStep started = start()) {
        networks = started;
        settings.tell(
            one ->
                one.started(
                    new TrainingRun(folder.path(), description(), state.step(), settings.steps)));
        train();
        if (saved.isEmpty() || saved.getAsLong() != state.step()) {
          save();
        }
        TrainingResult result =
            new TrainingResult(
                state.step(),
                skipped,
                state.step() < settings.steps,
                Optional.of(folder.generator(state.step())),
                state.bestMelError());
        settings.tell(one -> one.ended(result));
        return result;
      }
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
      if (settings.start instanceof Start.Resume) {
        return resume(folder.latest().getAsLong());
      }
      if (settings.start instanceof Start.Networks start) {
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
          settings.device,
          settings.precision);
    }

    private void train() {
      Optional<Validation> trial =
          validation.map(dataset -> new Validation(config, dataset, settings.device));
      try (BatchLoader loader =
          new BatchLoader(
              training,
              config.batchSize(),
              config.segmentSize(),
              config.seed(),
              state.epoch(),
              state.position())) {
        while (state.step() < settings.steps && !stopping) {
          step(loader);
          long made = state.step();
          boolean ends = made == settings.steps;
          if (trial.isPresent() && (ends || made % settings.validationInterval == 0)) {
            validate(trial.get());
          }
          if (ends || made % settings.checkpointInterval == 0) {
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
    }

    private Part part() {
      if (state.step() < warmUpEnd) {
        return Part.DISCRIMINATORS;
      }
      return state.step() < config.adversarialStart() ? Part.GENERATOR : Part.BOTH;
    }

    private void decay(AdamW optimizer) {
      optimizer.setLearningRate(optimizer.learningRate() * config.learningRateDecay());
    }

    private void count(StepReport report) {
      if (report.applied()) {
        skippedInARow = 0;
        return;
      }
      skipped++;
      skippedInARow++;
      settings.tell(
          one ->
              one.noted(
                  "Step %d was skipped: a loss or gradient is infinite or not a number: %s."
                      .formatted(report.step(), report.losses().named())));
      if (skippedInARow >= settings.maxSkippedInARow) {
        throw new TrainingException(
            "Training stopped at step %d: in %d steps in a row a loss or gradient was infinite or not a number. %s Lower the learning rate or set gradient_norm_limit, and resume."
                .formatted(
                    report.step(),
                    skippedInARow,
                    saved.isPresent()
                        ? "The last good checkpoint is %s."
                            .formatted(folder.generator(saved.getAsLong()))
                        : "There is no checkpoint yet."));
      }
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
          settings.kept);
      saved = OptionalLong.of(state.step());
      settings.tell(one -> one.saved(state.step(), folder.generator(state.step())));
    }
  }

  private static String version() {
    String version = Trainer.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** Describes a run. What is not set has the default that its method names. */
  public static final class Builder {
    private TrainingConfig config;
    private List<Recording> training = List.of();
    private List<Recording> validation = List.of();
    private Path output;
    private boolean fineTuning;
    private Start start = new Start.Scratch();
    private long steps = 1_000_000;
    private long checkpointInterval = 5_000;
    private long validationInterval = 1_000;
    private int kept = 3;
    private int maxSkippedInARow = 10;
    private Device device = Device.cpu();
    private Precision precision = Precision.FLOAT32;
    private OptionalInt threads = OptionalInt.empty();
    private String command = "";
    private final List<TrainingListener> listeners = new ArrayList<>();

    private Builder() {}

    /** Sets the networks, losses and optimiser; required. */
    public Builder config(TrainingConfig value) {
      config = value;
      return this;
    }

    /** Sets what to train on; required. */
    public Builder training(List<Recording> value) {
      training = List.copyOf(value);
      return this;
    }

    /** Sets the clips to try the generator on, none of them trained on; without any by default. */
    public Builder validation(List<Recording> value) {
      validation = List.copyOf(value);
      return this;
    }

    /** Sets the folder that checkpoints go to, made if it is not there; required. */
    public Builder output(Path value) {
      output = value;
      return this;
    }

    /**
     * Leaves recordings as loud as they are, as one does where mels come from an acoustic model.
     */
    public Builder fineTuning(boolean value) {
      fineTuning = value;
      return this;
    }

    /** Sets where training begins; with random weights by default. */
    public Builder start(Start value) {
      start = value;
      return this;
    }

    /** Sets the step after which training ends, counted from the first run's start; 1 000 000. */
    public Builder steps(long value) {
      steps = value;
      return this;
    }

    /** Sets after how many steps a checkpoint is written, beside the last; 5 000 by default. */
    public Builder checkpointInterval(long value) {
      checkpointInterval = value;
      return this;
    }

    /** Sets after how many steps the generator is tried, beside the last; 1 000 by default. */
    public Builder validationInterval(long value) {
      validationInterval = value;
      return this;
    }

    /** Sets how many checkpoints are kept beside the best generator; 3 by default. */
    public Builder keep(int value) {
      kept = value;
      return this;
    }

    /** Sets after how many skipped steps in a row training gives up; 10 by default. */
    public Builder maxSkippedInARow(int value) {
      maxSkippedInARow = value;
      return this;
    }

    /** Sets where to compute; the CPU by default. */
    public Builder device(Device value) {
      device = value;
      return this;
    }

    /** Sets the arithmetic of the convolutions; float32 by default. */
    public Builder precision(Precision value) {
      precision = value;
      return this;
    }

    /** Sets how many CPU threads compute, in the whole process; LibTorch's choice by default. */
    public Builder threads(int value) {
      threads = OptionalInt.of(value);
      return this;
    }

    /** Sets how training was called, for the provenance record; empty by default. */
    public Builder command(String value) {
      command = value;
      return this;
    }

    /** Adds a listener. */
    public Builder listener(TrainingListener value) {
      listeners.add(value);
      return this;
    }

    private void tell(Consumer<TrainingListener> event) {
      listeners.forEach(event);
    }

    /**
     * Returns the trainer.
     *
     * @throws TrainingException if something required is missing, or a number makes no sense
     */
    public Trainer build() {
      require(config != null, "there is no config");
      require(!training.isEmpty(), "there are no training recordings");
      require(output != null, "there is no folder for its output");
      require(steps >= 1, "it has no steps");
      require(checkpointInterval >= 1, "checkpoints are less than one step apart");
      require(validationInterval >= 1, "validations are less than one step apart");
      require(kept >= 1, "no checkpoint is kept");
      require(maxSkippedInARow >= 1, "no step may be skipped");
      require(threads.isEmpty() || threads.getAsInt() >= 1, "there are no threads");
      return new Trainer(this);
    }

    private static void require(boolean holds, String fault) {
      if (!holds) {
        throw new TrainingException("Training cannot begin: %s.".formatted(fault));
      }
    }
  }
}
