package dev.vocoder.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens files for reading, and says in one way for all readers why one cannot be. */
public final class InputFile {
  private InputFile() {}

  /**
   * Opens a regular file. Anything else is refused before it is opened: opening a pipe would wait
   * for its writer.
   *
   * @param file the file
   * @throws UnusableFileException if there is no such file, or it may not be read
   */
  public static FileChannel open(Path file) {
    if (Files.isDirectory(file)) {
      throw new UnusableFileException(
          "Cannot read %s: it is a directory; name a file.".formatted(file));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UnusableFileException(
          "Cannot read %s: it is not a regular file; save it to one first, or pipe it in."
              .formatted(file));
    }
    try {
      return FileChannel.open(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Returns the exception for a file whose reading failed.
   *
   * @param file the file
   * @param e how
   */
  public static UnusableFileException unreadable(Path file, IOException e) {
    return new UnusableFileException("Cannot read %s: %s.".formatted(file, reason(e)), e);
  }

  /**
   * Returns why an operation on a file failed, without the file's name where that is possible.
   *
   * @param e how
   */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.toString() : reason;
  }
}
