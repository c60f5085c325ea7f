package dev.vocoder.cli;

import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which vocoder to load, and where it computes. */
final class ModelOptions {
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
      completionCandidates = FormatNames.class)
  private String melFormat;

  @Mixin private ComputeOptions compute;

  ModelOptions() {}

  /**
   * Opens the vocoder, owned by the caller.
   *
   * @param normalizedMels whether the mels it will be given are normalised
   */
  Vocoder load(boolean normalizedMels) {
    Vocoder.Builder builder =
        Vocoder.builder().device(compute.device()).precision(compute.precision());
    if (checkpoint != null) {
      builder.checkpoint(checkpoint);
    }
    if (config != null) {
      builder.config(config);
    }
    if (melFormat != null) {
      builder.melFormat(MelFormat.named(melFormat));
    }
    compute.threads().ifPresent(builder::threads);
    return builder.normalizedMels(normalizedMels).load();
  }
}
