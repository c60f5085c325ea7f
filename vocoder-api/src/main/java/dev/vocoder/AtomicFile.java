package dev.vocoder;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file whole or not at all: a reader never sees half of it, whatever fails. */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private AtomicFile() {}

  /** Writes a file's content to a stream. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything; the caller closes the stream.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes to a temporary file beside the target, forces it to the disk and renames it over the
   * target. On any failure the temporary file is deleted and the target is as it was.
   *
   * @param target the file to create or replace
   * @param content what writes it
   * @throws FileException if the file cannot be written
   */
  public static void write(Path target, Content content) {
    requireWritable(target);
    Path absolute = target.toAbsolutePath();
    Path temporary =
        absolute.resolveSibling(".%s.%s.tmp".formatted(absolute.getFileName(), UUID.randomUUID()));
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out =
              new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new FileException("Cannot write %s: %s.".formatted(target, e.getMessage()), e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /**
   * Checks, before the work that makes a file's content, that the file can be written.
   *
   * @param target the file to create or replace
   * @throws FileException if it is a directory or the like, or its directory does not exist or may
   *     not be written to
   */
  public static void requireWritable(Path target) {
    Path absolute = target.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null || Files.isDirectory(absolute)) {
      throw new FileException("Cannot write %s: it is a directory; name a file.".formatted(target));
    }
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      throw new FileException("Cannot write %s: it is not a regular file.".formatted(target));
    }
    if (!Files.isDirectory(directory)) {
      throw new FileException(
          "Cannot write %s: there is no directory %s; create it first."
              .formatted(target, directory));
    }
    if (!Files.isWritable(directory)) {
      throw new FileException(
          "Cannot write %s: the directory %s may not be written to.".formatted(target, directory));
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that left it behind is the one to report.
    }
  }
}
