package dev.vocoder.cli;

import dev.vocoder.MelConvention;
import dev.vocoder.train.Start;
import dev.vocoder.train.Trainer;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import dev.vocoder.train.report.LogReport;
import dev.vocoder.train.report.ProgressBarReport;
import dev.vocoder.train.report.RunPage;
import dev.vocoder.train.report.TensorBoardReport;
import dev.vocoder.train.vocoder.TrainingConfig;
import dev.vocoder.train.vocoder.VocoderTraining;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vocoder train}. */
@Command(
    name = "train",
    description = "Trains or fine-tunes a generator. Ctrl-C saves a checkpoint and ends.")
final class TrainCommand implements Runnable {
  /** The run's config, from one of two places. */
  private static final class Recipe {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description =
            "Networks, losses and optimisers: a config.json as HiFi-GAN's reference has, or"
                + " MelGAN's args.yml.")
    private Path file;

    @Option(
        names = "--preset",
        required = true,
        paramLabel = "NAME",
        description = "A published recipe instead: one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = NamedValues.Recipes.class)
    private TrainingConfig preset;

    TrainingConfig read() {
      return preset == null ? TrainingConfig.read(file) : preset;
    }
  }

  @ArgGroup(multiplicity = "1")
  private Recipe recipe;

  @Mixin private RecordingOptions wavs;

  @Option(
      names = "--training",
      paramLabel = "LIST",
      description =
          "The recordings to train on, a name on each line; by default all that are not in the"
              + " validation list.")
  private Path training;

  @Option(
      names = "--validation",
      paramLabel = "LIST",
      description = "The recordings to try the generator on; none by default.")
  private Path validation;

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
      names = "--generator",
      paramLabel = "FILE",
      description = "Start from this generator's weights.")
  private Path generator;

  @Option(
      names = "--discriminators",
      paramLabel = "FILE",
      description =
          "With --generator: start from these discriminators (a do_ file, or MelGAN's netD.pt)"
              + " too.")
  private Path discriminators;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "With --generator: train the discriminators alone for so many steps first;"
              + " ${DEFAULT-VALUE} by default.")
  private long warmUp;

  @Option(
      names = "--fine-tune",
      description = "Leave the recordings as loud as they are instead of normalising their peaks.")
  private boolean fineTune;

  @Option(
      names = "--mels",
      paramLabel = "FOLDER",
      description =
          "With --fine-tune: train on the mels an acoustic model predicts, NAME.npy (or .npz, .pt)"
              + " of (bands, frames) or (frames, bands) for each recording.")
  private Path mels;

  @Option(
      names = "--values",
      paramLabel = "NAME",
      description =
          "With --mels: what their numbers are, if not what the model's format says: one of"
              + " ${COMPLETION-CANDIDATES}. See 'vocoder mel --inspect'.",
      completionCandidates = NamedValues.Conventions.class)
  private MelConvention values;

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
          "Keep an exponential moving average of the generator's weights, and try and save that: D"
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

  @Spec private CommandSpec spec;

  TrainCommand() {}

  @Override
  public void run() {
    Usage.require(
        spec, !resume || generator == null, "--resume and --generator exclude each other");
    Usage.require(
        spec,
        generator != null || (discriminators == null && warmUp == 0),
        "--discriminators and --warm-up go with --generator");
    Usage.require(spec, mels == null || fineTune, "--mels goes with --fine-tune");
    Usage.require(spec, values == null || mels != null, "--values goes with --mels");
    Usage.require(spec, logInterval >= 1, "--log-interval must be 1 or more");
    Usage.require(spec, microBatches >= 1, "--micro-batches must be 1 or more");
    Usage.require(
        spec,
        emaDecay == null || (emaDecay >= 0 && emaDecay < 1),
        "--ema-decay must be 0 or more and less than 1");
    try (TensorBoardReport tensorBoard =
            new TensorBoardReport(output.resolve("tensorboard"), logInterval);
        Progress progress = progress()) {
      VocoderTraining run = describe();
      run.listener(progress.listener).listener(tensorBoard).listener(new RunPage());
      TrainingResult result = untilTold(run.build());
      PrintWriter out = spec.commandLine().getOut();
      result
          .generator()
          .ifPresent(
              file ->
                  out.printf(
                      Locale.ROOT,
                      "%s: %d steps%s%s; %s%n",
                      file,
                      result.step(),
                      result.skipped() > 0 ? ", " + result.skipped() + " skipped" : "",
                      result.stopped() ? ", stopped early; --resume goes on" : "",
                      output.resolve("index.html")));
    }
  }

  private VocoderTraining describe() {
    TrainingConfig read = recipe.read();
    if (recipe.file != null) {
      Notes notes = new Notes(spec.commandLine().getErr());
      TrainingConfig.unknownKeys(recipe.file).forEach(note -> notes.tell(recipe.file, note));
    }
    if (batchSize != null) {
      read = read.withBatches(batchSize, read.segmentSize());
    }
    Usage.require(
        spec,
        read.batchSize() % microBatches == 0,
        "--micro-batches %d does not divide the batch of %d"
            .formatted(microBatches, read.batchSize()));
    List<Recording> tried = validation == null ? List.of() : wavs.listed(validation);
    List<Recording> trained =
        training == null ? Recordings.without(wavs.all(), tried) : wavs.listed(training);
    VocoderTraining run =
        VocoderTraining.builder()
            .config(read)
            .training(mels == null ? trained : Recordings.withMels(trained, mels))
            .validation(mels == null || tried.isEmpty() ? tried : Recordings.withMels(tried, mels))
            .fineTuning(fineTune)
            .start(start())
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
    if (values != null) {
      run.melValues(values);
    }
    if (emaDecay != null) {
      run.average("generator", emaDecay);
    }
    compute.threads().ifPresent(run::threads);
    return run;
  }

  private Start start() {
    if (resume) {
      return new Start.Resume();
    }
    return generator == null
        ? new Start.Scratch()
        : new Start.Networks(generator, Optional.ofNullable(discriminators), warmUp);
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
