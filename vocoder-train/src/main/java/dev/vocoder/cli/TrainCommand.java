package dev.vocoder.cli;

import dev.vocoder.MelConvention;
import dev.vocoder.internal.option.NamedValues;
import dev.vocoder.internal.option.Notes;
import dev.vocoder.internal.option.RecordingOptions;
import dev.vocoder.internal.option.RunOptions;
import dev.vocoder.internal.option.Usage;
import dev.vocoder.train.Start;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import dev.vocoder.train.vocoder.TrainingConfig;
import dev.vocoder.train.vocoder.VocoderTraining;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  @Mixin private RunOptions runs;

  @Spec private CommandSpec spec;

  TrainCommand() {}

  @Override
  public void run() {
    Usage.require(
        spec,
        !runs.isResumed() || generator == null,
        "--resume and --generator exclude each other");
    Usage.require(
        spec,
        generator != null || (discriminators == null && warmUp == 0),
        "--discriminators and --warm-up go with --generator");
    Usage.require(spec, mels == null || fineTune, "--mels goes with --fine-tune");
    Usage.require(spec, values == null || mels != null, "--values goes with --mels");
    runs.check();
    runs.train(describe(), start(), List.of("generator"));
  }

  private VocoderTraining describe() {
    TrainingConfig read = recipe.read();
    if (recipe.file != null) {
      Notes notes = new Notes(spec.commandLine().getErr());
      TrainingConfig.unknownKeys(recipe.file).forEach(note -> notes.tell(recipe.file, note));
    }
    read = read.withBatches(runs.batchSize(read.batchSize()), read.segmentSize());
    List<Recording> tried = validation == null ? List.of() : wavs.listed(validation);
    List<Recording> trained =
        training == null ? Recordings.without(wavs.all(), tried) : wavs.listed(training);
    VocoderTraining run =
        VocoderTraining.builder()
            .config(read)
            .training(mels == null ? trained : Recordings.withMels(trained, mels))
            .validation(mels == null || tried.isEmpty() ? tried : Recordings.withMels(tried, mels))
            .fineTuning(fineTune);
    if (values != null) {
      run.melValues(values);
    }
    return run;
  }

  private Start start() {
    return generator == null
        ? new Start.Scratch()
        : new Start.Networks(generator, Optional.ofNullable(discriminators), warmUp);
  }
}
