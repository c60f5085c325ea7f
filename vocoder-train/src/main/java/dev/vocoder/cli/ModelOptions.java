package dev.vocoder.cli;

import dev.vocoder.Vocoder;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which vocoder to load, and where it computes. */
final class ModelOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "The generator's checkpoint; without it the default vocoder is used.")
  private Path checkpoint;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The model's config; config.json or args.yml beside the checkpoint by default. Without a"
              + " checkpoint: whose mels the default vocoder takes.")
  private Path config;

  @Mixin private ComputeOptions compute;

  ModelOptions() {}

  /** Opens the vocoder, owned by the caller. */
  Vocoder load() {
    Vocoder.Builder builder =
        Vocoder.builder().device(compute.device()).precision(compute.precision());
    if (checkpoint != null) {
      builder.checkpoint(checkpoint);
    }
    if (config != null) {
      builder.config(config);
    }
    compute.threads().ifPresent(builder::threads);
    return builder.load();
  }
}
