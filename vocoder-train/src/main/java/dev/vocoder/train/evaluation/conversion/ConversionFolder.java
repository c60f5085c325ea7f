package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.FileException;
import dev.vocoder.internal.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An evaluation of converters as files: {@code report.json} with every number, {@code report.md}
 * with the table. Each replaces the one before at once or not at all.
 */
public final class ConversionFolder {
  private static final String TABLE = "report.md";
  private static final String VALUES = "report.json";

  private final Path folder;

  /**
   * Makes the folder if it is absent, before the work that fills it.
   *
   * @param folder where the files go
   * @throws FileException if they could not be written
   */
  public ConversionFolder(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FileException("Cannot make the folder %s: %s.".formatted(folder, e), e);
    }
    AtomicFile.requireWritable(folder.resolve(TABLE));
    AtomicFile.requireWritable(folder.resolve(VALUES));
  }

  /**
   * Writes both files.
   *
   * @param report what they hold
   * @throws FileException if one cannot be written
   */
  public void write(ConversionReport report) {
    ConversionText text = new ConversionText(report);
    write(VALUES, ConversionJson.of(report));
    write(TABLE, "# Evaluation\n\n%s\n%s\n".formatted(text.table(), text.about()));
  }

  private void write(String name, String text) {
    AtomicFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
