package dev.vocoder.train.report;

import dev.vocoder.FileException;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.train.evaluation.EvaluationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An evaluation as files: {@code report.json} with every value, {@code report.md} with the table of
 * means, and {@code index.html}, one file that needs no network, with the table and the shown clips
 * to see and to hear, ten seconds of each. Each replaces the one before at once or not at all.
 */
public final class EvaluationFolder {
  private static final String PAGE = "index.html";
  private static final String TABLE = "report.md";
  private static final String VALUES = "report.json";

  private final Path folder;

  /**
   * Makes the folder if it is absent, before the work that fills it.
   *
   * @param folder where the files go
   * @throws FileException if they could not be written
   */
  public EvaluationFolder(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FileException("Cannot make the folder %s: %s.".formatted(folder, e), e);
    }
    AtomicFile.requireWritable(page());
    AtomicFile.requireWritable(folder.resolve(TABLE));
    AtomicFile.requireWritable(folder.resolve(VALUES));
  }

  /** Returns the file of the page. */
  public Path page() {
    return folder.resolve(PAGE);
  }

  /**
   * Writes all files.
   *
   * @param report what they hold
   * @throws FileException if one cannot be written
   */
  public void write(EvaluationReport report) {
    write(VALUES, EvaluationJson.of(report));
    write(TABLE, new EvaluationText(report).document());
    write(PAGE, new EvaluationPage(report).html());
  }

  private void write(String name, String text) {
    AtomicFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
