package dev.vocoder.internal;

import dev.vocoder.FileException;
import dev.vocoder.internal.file.FileContent;
import dev.vocoder.internal.file.UnusableFileException;
import dev.vocoder.internal.file.WholeFile;
import java.nio.file.Path;

/**
 * Writes a file whole or not at all, as {@link WholeFile} does: a reader never sees half of it,
 * whatever fails. What fails is said in the API's exception.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes to a temporary file beside the target and renames it over the target; see {@link
   * WholeFile#write}.
   *
   * @param target the file to create or replace
   * @param content what writes it; what it throws unchecked passes through
   * @throws FileException if the file cannot be written, or {@code content} fails to
   */
  public static void write(Path target, FileContent content) {
    translated(() -> WholeFile.write(target, content));
  }

  /**
   * Checks that a file can be written, before the work that makes its content.
   *
   * @param target the file to create or replace
   * @throws FileException if it is a directory or the like, a link to nothing, or its directory is
   *     not there or may not be written to
   */
  public static void requireWritable(Path target) {
    translated(() -> WholeFile.requireWritable(target));
  }

  private static void translated(Runnable work) {
    try {
      work.run();
    } catch (UnusableFileException e) {
      throw new FileException(e.getMessage(), e);
    }
  }
}
