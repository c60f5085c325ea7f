package dev.vocoder.train;

import dev.vocoder.Device;
import dev.vocoder.MelConvention;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.TrainingException;
import dev.vocoder.engine.TorchEngine;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.train.data.Dataset;
import dev.vocoder.train.data.DatasetCheck;
import dev.vocoder.train.data.Recording;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Trains a generator against discriminators, as HiFi-GAN's reference implementation does.
 *
 * <p>On a CPU with one thread a run is determined by its config, data and start: stopping and
 * resuming changes nothing, bit for bit. With more threads sums may be taken in another order.
 *
 * <p>A step in which a loss or gradient is infinite or not a number is skipped: what it would have
 * spoilt is not updated. Now and then that does no harm; ten in a row, or more than a quarter of
 * the latest hundred steps (from four on, or at the end), end the run as failed, see {@link
 * Builder#maxSkippedInARow} and {@link Builder#maxSkippedShare}.
 *
 * <p>A trainer runs once. {@link #stop} may be called from any thread, everything else from one.
 */
public final class Trainer {
  private final TrainingSettings settings;
  private final RunFolder folder;
  private volatile boolean stopping;

  private Trainer(TrainingSettings settings) {
    this.settings = settings;
    this.folder = new RunFolder(settings.output());
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
   * checkpoint of the last step made; also where a listener, a file or LibTorch fails on the way,
   * if it can be written then. (What fails within a step may have changed the discriminators
   * already: resuming then is not exact.)
   *
   * @return how it ended
   * @throws dev.vocoder.FileException if a recording cannot be trained on, naming every such, or
   *     the run's folder cannot be written
   * @throws dev.vocoder.CheckpointException if what to start with does not fit the config
   * @throws TrainingException if the folder holds a run that would be overwritten or none to
   *     resume, another trainer is at work in it, or too many steps were skipped, see above; the
   *     last good checkpoint stays, and a run at its end saves first
   */
  @SuppressWarnings("try") // the lock is held, not used
  public TrainingResult run() {
    requireStart();
    if (Files.isDirectory(folder.path())) {
      RunLock.take(folder.path()).close(); // before all recordings are read in vain
    }
    DatasetCheck check = check("training", settings.training());
    settings.validation().ifPresent(dataset -> check("validation", dataset));
    settings.threads().ifPresent(count -> TorchEngine.start().setThreads(count));
    folder.make();
    try (RunLock lock = RunLock.take(folder.path())) {
      requireStart();
      folder.sweep();
      AtomicFile.write(
          folder.path().resolve("config.json"),
          out -> out.write(settings.config().toJson().getBytes(StandardCharsets.UTF_8)));
      return new TrainingLoop(settings, folder, check, () -> stopping).toTheEnd();
    }
  }

  private void requireStart() {
    OptionalLong latest = folder.latest();
    if (settings.start() instanceof Start.Resume && latest.isEmpty()) {
      throw new TrainingException(
          "There is no checkpoint to resume in %s; start without resuming."
              .formatted(folder.path()));
    }
    if (!(settings.start() instanceof Start.Resume) && latest.isPresent()) {
      throw new TrainingException(
          "%s holds a run of %d steps; resume it, or choose another folder."
              .formatted(folder.path(), latest.getAsLong()));
    }
  }

  private DatasetCheck check(String name, Dataset dataset) {
    DatasetCheck check = dataset.check();
    check
        .faults()
        .forEach(fault -> settings.tell(one -> one.noted("Unusable for " + name + ": " + fault)));
    check.requireUsable();
    check.doubts().forEach(doubt -> settings.tell(one -> one.noted(doubt)));
    return check;
  }

  /** Describes a run. What is not set has the default that its method names. */
  public static final class Builder {
    private TrainingConfig config;
    private List<Recording> training = List.of();
    private List<Recording> validation = List.of();
    private Path output;
    private boolean fineTuning;
    private Optional<MelConvention> melValues = Optional.empty();
    private Start start = new Start.Scratch();
    private long steps = 1_000_000;
    private long checkpointInterval = 5_000;
    private long validationInterval = 1_000;
    private int kept = 3;
    private int maxSkippedInARow = 10;
    private double maxSkippedShare = 0.25;
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

    /**
     * Says what the numbers of predicted mels are; by default what the model's format says. See
     * {@link dev.vocoder.MelSpectrogram#reinterpret}.
     */
    public Builder melValues(MelConvention value) {
      melValues = Optional.of(value);
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

    /**
     * Sets what share of the latest hundred steps, or of all while there are fewer, may be skipped;
     * a quarter by default. Training gives up after a step that makes it more, if at least four
     * were skipped, and fails at its end if it is more then. 1 lets any share pass.
     */
    public Builder maxSkippedShare(double value) {
      maxSkippedShare = value;
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
      require(
          maxSkippedShare >= 0 && maxSkippedShare <= 1,
          "the share of steps that may be skipped is not from 0 to 1");
      require(threads.isEmpty() || threads.getAsInt() >= 1, "there are no threads");
      MelFormat format = config.networks().melFormat();
      return new Trainer(
          new TrainingSettings(
              config,
              new Dataset(training, format, !fineTuning, melValues),
              validation.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Dataset(validation, format, !fineTuning, melValues)),
              output,
              start,
              steps,
              checkpointInterval,
              validationInterval,
              kept,
              maxSkippedInARow,
              maxSkippedShare,
              device,
              precision,
              threads,
              command,
              List.copyOf(listeners)));
    }

    private static void require(boolean holds, String fault) {
      if (!holds) {
        throw new TrainingException("Training cannot begin: %s.".formatted(fault));
      }
    }
  }
}
