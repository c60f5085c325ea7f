package dev.vocoder.internal.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option of a command that needs a checkpoint's config. */
public final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The model's config; the one beside the checkpoint by default.")
  private Path file;

  public ConfigOption() {}

  /** Returns a checkpoint, and the file if it is named. */
  public List<Path> andFile(Path checkpoint) {
    return file == null ? List.of(checkpoint) : List.of(checkpoint, file);
  }

  /** Returns the file, or empty to look beside the checkpoint. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
