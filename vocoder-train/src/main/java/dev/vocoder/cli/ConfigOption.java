package dev.vocoder.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option of a command that needs a checkpoint's config. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The model's config; the one beside the checkpoint by default.")
  private Path file;

  ConfigOption() {}

  /** Returns the file, or empty to look beside the checkpoint. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
