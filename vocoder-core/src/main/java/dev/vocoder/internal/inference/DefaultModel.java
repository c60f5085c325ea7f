package dev.vocoder.internal.inference;

import dev.vocoder.FileException;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The model that ships with the library; docs/default-model tells where it comes from. */
final class DefaultModel {
  private static final String RESOURCE = "default-model.pth";

  private DefaultModel() {}

  /**
   * Reads the model.
   *
   * @throws FileException if the folder for temporary files cannot be written
   */
  static GeneratorCheckpoint read() {
    try (InputStream resource = DefaultModel.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the library's jar lacks " + RESOURCE);
      }
      // The reader of checkpoints reads files.
      Path file = Files.createTempFile("vocoder-", "-" + RESOURCE);
      try {
        Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
        return GeneratorCheckpoint.read(file, Optional.empty());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new FileException(
          "Cannot unpack the default model into %s: %s; set java.io.tmpdir to another folder."
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }
}
