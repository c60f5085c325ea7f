package dev.vocoder.train;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.TrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Describes a run, as far as all schemes have it in common; each scheme's own builder adds config
 * and data. What is not set has the default that its method names.
 *
 * @param <T> the scheme's builder
 */
public abstract class TrainerBuilder<T extends TrainerBuilder<T>> {
  private Path output;
  private Start start = new Start.Scratch();
  private long steps = 1_000_000;
  private long checkpointInterval = 5_000;
  private long validationInterval = 1_000;
  private int kept = 3;
  private int maxSkippedInARow = 10;
  private double maxSkippedShare = 0.25;
  private int microBatches = 1;
  private final Map<String, Double> averageDecays = new HashMap<>();
  private Device device = Device.cpu();
  private Precision precision = Precision.FLOAT32;
  private OptionalInt threads = OptionalInt.empty();
  private String command = "";
  private final List<TrainingListener> listeners = new ArrayList<>();

  /** Begins with the defaults. */
  protected TrainerBuilder() {}

  /** Returns this. */
  protected abstract T self();

  /**
   * Returns what is to be trained.
   *
   * @throws TrainingException if something required is missing, or a number makes no sense
   */
  protected abstract TrainingTask<?> task();

  /** Sets the folder that checkpoints go to, made if it is not there; required. */
  public final T output(Path value) {
    output = value;
    return self();
  }

  /** Sets where training begins; with random weights by default. */
  public final T start(Start value) {
    start = value;
    return self();
  }

  /** Sets the step after which training ends, counted from the first run's start; 1 000 000. */
  public final T steps(long value) {
    steps = value;
    return self();
  }

  /** Sets after how many steps a checkpoint is written, beside the last; 5 000 by default. */
  public final T checkpointInterval(long value) {
    checkpointInterval = value;
    return self();
  }

  /** Sets after how many steps the networks are tried, beside the last; 1 000 by default. */
  public final T validationInterval(long value) {
    validationInterval = value;
    return self();
  }

  /** Sets how many checkpoints are kept beside the best generator; 3 by default. */
  public final T keep(int value) {
    kept = value;
    return self();
  }

  /** Sets after how many skipped steps in a row training gives up; 10 by default. */
  public final T maxSkippedInARow(int value) {
    maxSkippedInARow = value;
    return self();
  }

  /**
   * Sets what share of the latest hundred steps, or of all while there are fewer, may be skipped; a
   * quarter by default. Training gives up after a step that makes it more, if at least four were
   * skipped, and fails at its end if it is more then. 1 lets any share pass.
   */
  public final T maxSkippedShare(double value) {
    maxSkippedShare = value;
    return self();
  }

  /**
   * Sets into how many micro-batches of equal size a batch is divided, whose gradients are
   * accumulated before each update: the memory of one, the step of all; 1 by default. Where losses
   * are means over the items of a batch, the mean over equal micro-batches is the mean over the
   * batch, and so is its gradient, but for rounding.
   */
  public final T microBatches(int value) {
    microBatches = value;
    return self();
  }

  /**
   * Keeps an exponential moving average of a network's weights, average = decay x average + (1 -
   * decay) x weight after each step; of none by default. Validation and the generators' files,
   * {@code g_}, then have the average; the training file, {@code do_}, has both, and a resumed run
   * goes on exactly if it is told to average again.
   *
   * @param network the network's name in checkpoints, such as {@code generator}
   * @param decay what is kept of the average, 0 or more and less than 1, such as 0.999
   */
  public final T average(String network, double decay) {
    averageDecays.put(network, decay);
    return self();
  }

  /** Sets where to compute; the CPU by default. */
  public final T device(Device value) {
    device = value;
    return self();
  }

  /** Sets the arithmetic of the convolutions; float32 by default. */
  public final T precision(Precision value) {
    precision = value;
    return self();
  }

  /** Sets how many CPU threads compute, in the whole process; LibTorch's choice by default. */
  public final T threads(int value) {
    threads = OptionalInt.of(value);
    return self();
  }

  /** Sets how training was called, for the provenance record; empty by default. */
  public final T command(String value) {
    command = value;
    return self();
  }

  /** Adds a listener. */
  public final T listener(TrainingListener value) {
    listeners.add(value);
    return self();
  }

  /** Returns the step after which training ends. */
  protected final long steps() {
    return steps;
  }

  /** Returns into how many micro-batches a batch is divided. */
  protected final int microBatches() {
    return microBatches;
  }

  /** Returns where to compute. */
  protected final Device device() {
    return device;
  }

  /** Returns the arithmetic asked for. */
  protected final Precision precision() {
    return precision;
  }

  /** Returns how training was called. */
  protected final String command() {
    return command;
  }

  /**
   * Returns the trainer.
   *
   * @throws TrainingException if something required is missing, or a number makes no sense
   */
  public final Trainer build() {
    TrainingTask<?> task = task();
    require(output != null, "there is no folder for its output");
    require(steps >= 1, "it has no steps");
    require(checkpointInterval >= 1, "checkpoints are less than one step apart");
    require(validationInterval >= 1, "validations are less than one step apart");
    require(kept >= 1, "no checkpoint is kept");
    require(maxSkippedInARow >= 1, "no step may be skipped");
    require(
        maxSkippedShare >= 0 && maxSkippedShare <= 1,
        "the share of steps that may be skipped is not from 0 to 1");
    averageDecays.forEach(
        (network, decay) ->
            require(
                decay >= 0 && decay < 1,
                "the decay of %s's average is not from 0 to below 1".formatted(network)));
    require(threads.isEmpty() || threads.getAsInt() >= 1, "there are no threads");
    return new Trainer(
        task,
        new TrainingSettings(
            output,
            start,
            steps,
            checkpointInterval,
            validationInterval,
            kept,
            maxSkippedInARow,
            maxSkippedShare,
            Map.copyOf(averageDecays),
            threads,
            List.copyOf(listeners)));
  }

  /**
   * Refuses a description that makes no run.
   *
   * @param holds whether it makes one
   * @param fault what is wrong, as the end of a sentence
   * @throws TrainingException if it does not
   */
  protected static void require(boolean holds, String fault) {
    if (!holds) {
      throw new TrainingException("Training cannot begin: %s.".formatted(fault));
    }
  }
}
