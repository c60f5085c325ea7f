package dev.vocoder.cli;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import java.nio.file.Path;
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
          "The model's config; config.json beside the checkpoint by default. Without a checkpoint:"
              + " whose mels the default vocoder takes.")
  private Path config;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:N; ${DEFAULT-VALUE} by default.")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      defaultValue = "float32",
      description = "float32 or mixed; ${DEFAULT-VALUE} by default.")
  private Precision precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads; LibTorch's choice by default.")
  private Integer threads;

  ModelOptions() {}

  /** Opens the vocoder, owned by the caller. */
  Vocoder load() {
    Vocoder.Builder builder = Vocoder.builder().device(Device.parse(device)).precision(precision);
    if (checkpoint != null) {
      builder.checkpoint(checkpoint);
    }
    if (config != null) {
      builder.config(config);
    }
    if (threads != null) {
      builder.threads(threads);
    }
    return builder.load();
  }
}
