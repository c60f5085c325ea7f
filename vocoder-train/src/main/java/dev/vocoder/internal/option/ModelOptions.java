package dev.vocoder.internal.option;

import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which vocoder to load, and where it computes. */
public final class ModelOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "The generator's checkpoint; without it the default model is used.")
  private Path checkpoint;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The model's config; the one beside the checkpoint by default. Without a checkpoint:"
              + " Griffin-Lim on its mels.")
  private Path config;

  @Option(
      names = "--mel-format",
      paramLabel = "NAME",
      description =
          "The mels the model was trained on, where its files do not say or say it wrongly: one of"
              + " ${COMPLETION-CANDIDATES}. Without a checkpoint: Griffin-Lim on such mels.",
      completionCandidates = NamedValues.Formats.class)
  private MelFormat melFormat;

  @Mixin private ComputeOptions compute;

  public ModelOptions() {}

  /** Returns a file and those of the model that are named. */
  public List<Path> andFiles(Path file) {
    return Stream.concat(Stream.of(file), files().stream()).toList();
  }

  /** Returns the model's files. */
  public List<Path> files() {
    return Stream.of(checkpoint, config).filter(Objects::nonNull).toList();
  }

  /**
   * Opens the vocoder, owned by the caller.
   *
   * @param normalizedMels whether the mels it will be given are normalised
   */
  public Vocoder load(boolean normalizedMels) {
    Vocoder.Builder builder =
        Vocoder.builder().device(compute.device()).precision(compute.precision());
    if (checkpoint != null) {
      builder.checkpoint(checkpoint);
    }
    if (config != null) {
      builder.config(config);
    }
    if (melFormat != null) {
      builder.melFormat(melFormat);
    }
    compute.threads().ifPresent(builder::threads);
    return builder.normalizedMels(normalizedMels).load();
  }
}
