package dev.vocoder.cli;

import dev.vocoder.internal.option.NamedValues;
import dev.vocoder.internal.option.RunOptions;
import dev.vocoder.internal.option.Usage;
import dev.vocoder.internal.option.VoiceFolders;
import dev.vocoder.train.Start;
import dev.vocoder.train.conversion.ConversionRecipe;
import dev.vocoder.train.conversion.ConversionRecipes;
import dev.vocoder.train.conversion.VoiceConversion;
import dev.vocoder.train.data.Recordings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vocoder train-conversion}. */
@Command(
    name = "train-conversion",
    description =
        "Trains a converter between two voices, or among several, on recordings of which none need"
            + " say what another says. Ctrl-C saves a checkpoint and ends.")
final class TrainConversionCommand implements Runnable {
  /** The run's recipe, from one of two places. */
  private static final class Recipe {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "Networks, losses and optimisers, see docs/conversion.md.")
    private Path file;

    @Option(
        names = "--preset",
        required = true,
        paramLabel = "NAME",
        description = "A published recipe instead: one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = NamedValues.ConversionPresets.class)
    private ConversionRecipe preset;

    ConversionRecipe read() {
      return preset == null ? ConversionRecipes.read(file) : preset;
    }
  }

  @ArgGroup(multiplicity = "1")
  private Recipe recipe;

  @Option(
      names = "--voice",
      required = true,
      paramLabel = "NAME=FOLDER",
      description =
          "A voice and its recordings (.wav, .flac), some twenty minutes of it; give it twice, or"
              + " for stargan-vc twice or more.")
  private List<String> voices;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description =
          "The networks' width instead of the recipe's; 32 learns in half an hour on a CPU what 256"
              + " takes a GPU for.")
  private Integer channels;

  @Option(
      names = "--held-out-every",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Do not train on every Nth recording of a voice, by name, from the first on, but try the"
              + " converter on it; ${DEFAULT-VALUE} by default, 0 for none.")
  private int heldOutEvery;

  @Mixin private RunOptions runs;

  @Spec private CommandSpec spec;

  TrainConversionCommand() {}

  @Override
  public void run() {
    runs.check();
    Usage.require(
        spec, heldOutEvery == 0 || heldOutEvery >= 2, "--held-out-every must be 2 or more, or 0");
    Map<String, Path> folders = VoiceFolders.of(spec, voices);
    Usage.require(spec, folders.size() >= 2, "--voice must be given for two voices or more");
    ConversionRecipe read = recipe.read();
    if (channels != null) {
      read = read.withChannels(channels);
    }
    read = read.withBatchSize(runs.batchSize(read.segments().batchSize()));
    VoiceConversion run = VoiceConversion.trainer().recipe(read).heldOutEvery(heldOutEvery);
    folders.forEach((name, folder) -> run.voice(name, Recordings.inFolder(folder)));
    runs.train(run, new Start.Scratch(), read.generators());
  }
}
