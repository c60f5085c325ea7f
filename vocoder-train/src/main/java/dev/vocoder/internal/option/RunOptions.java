package dev.vocoder.internal.option;

import dev.vocoder.train.Start;
import dev.vocoder.train.Trainer;
import dev.vocoder.train.TrainerBuilder;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.report.LogReport;
import dev.vocoder.train.report.ProgressBarReport;
import dev.vocoder.train.report.RunPage;
import dev.vocoder.train.report.TensorBoardReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has which trains, and what it does with them. */
public final class RunOptions {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where checkpoints, TensorBoard files and index.html go.")
  private Path output;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "After how many steps training ends; ${DEFAULT-VALUE} by default.")
  private long steps;

  @Option(names = "--resume", description = "Go on where the output folder's newest checkpoint is.")
  private boolean resume;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Segments in a step, instead of the config's.")
  private Integer batchSize;

  @Option(
      names = "--micro-batches",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Make the same step with the batch in N equal parts, one after the other, in so much less"
              + " memory; ${DEFAULT-VALUE} by default.")
  private int microBatches;

  @Option(
      names = "--ema-decay",
      paramLabel = "D",
      description =
          "Keep an exponential moving average of generators' weights, and try and save that: D"
              + " of it stays at each step, such as 0.999. None by default.")
  private Double emaDecay;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Steps between checkpoints; ${DEFAULT-VALUE} by default.")
  private long checkpointInterval;

  @Option(
      names = "--validation-interval",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Steps between validations; ${DEFAULT-VALUE} by default.")
  private long validationInterval;

  @Option(
      names = "--log-interval",
      paramLabel = "N",
      defaultValue = "100",
      description = "Steps between lines of the log and scalars; ${DEFAULT-VALUE} by default.")
  private long logInterval;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "3",
      description = "Checkpoints to keep, beside the best generator; ${DEFAULT-VALUE} by default.")
  private int keep;

  @Mixin private ComputeOptions compute;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  public RunOptions() {}

  /** Refuses numbers that make no run. */
  public void check() {
    Usage.require(spec, logInterval >= 1, "--log-interval must be 1 or more");
    Usage.require(spec, microBatches >= 1, "--micro-batches must be 1 or more");
    Usage.require(
        spec,
        emaDecay == null || (emaDecay >= 0 && emaDecay < 1),
        "--ema-decay must be 0 or more and less than 1");
  }

  /**
   * Returns how many segments a step has.
   *
   * @param usual the config's
   */
  public int batchSize(int usual) {
    int size = batchSize == null ? usual : batchSize;
    Usage.require(
        spec,
        size % microBatches == 0,
        "--micro-batches %d does not divide the batch of %d".formatted(microBatches, size));
    return size;
  }

  public boolean isResumed() {
    return resume;
  }

  /**
   * Trains to the end, or until the process is told to end, and says where the result is.
   *
   * @param run what to train, all but what these options say
   * @param start where to begin, unless the run is resumed
   * @param averaged the names of the networks that {@code --ema-decay} is for
   */
  public void train(TrainerBuilder<?> run, Start start, List<String> averaged) {
    run.start(resume ? new Start.Resume() : start)
        .output(output)
        .steps(steps)
        .checkpointInterval(checkpointInterval)
        .validationInterval(validationInterval)
        .keep(keep)
        .microBatches(microBatches)
        .device(compute.device())
        .precision(compute.precision())
        .command(
            "vocoder "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs()));
    if (emaDecay != null) {
      averaged.forEach(network -> run.average(network, emaDecay));
    }
    compute.threads().ifPresent(run::threads);
    try (TensorBoardReport tensorBoard =
            new TensorBoardReport(output.resolve("tensorboard"), logInterval);
        Progress progress = progress()) {
      run.listener(progress.listener).listener(tensorBoard).listener(new RunPage());
      report(untilTold(run.build()));
    }
  }

  private void report(TrainingResult result) {
    result
        .generator()
        .ifPresent(
            file ->
                spec.commandLine()
                    .getOut()
                    .printf(
                        Locale.ROOT,
                        "%s: %d steps%s%s; %s%n",
                        file,
                        result.step(),
                        result.skipped() > 0 ? ", " + result.skipped() + " skipped" : "",
                        result.stopped() ? ", stopped early; --resume goes on" : "",
                        output.resolve("index.html")));
  }

  /** Trains until the end, or until the process is told to end, which waits for the checkpoint. */
  private static TrainingResult untilTold(Trainer trainer) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              trainer.stop();
              try {
                ended.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "vocoder-save-on-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return trainer.run();
    } finally {
      ended.countDown();
      removed(hook);
    }
  }

  private static void removed(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook did its work.
    }
  }

  /** A bar on a terminal, lines elsewhere. */
  private record Progress(TrainingListener listener, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
      closing.run();
    }
  }

  private Progress progress() {
    if (!Terminal.isThere()) {
      return new Progress(new LogReport(spec.commandLine().getOut(), logInterval), () -> {});
    }
    ProgressBarReport bar = new ProgressBarReport(System.err);
    return new Progress(bar, bar::close);
  }
}
