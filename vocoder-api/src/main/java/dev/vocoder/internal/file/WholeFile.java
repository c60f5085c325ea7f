package dev.vocoder.internal.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file whole or not at all: a reader never sees half of it, whatever fails. */
public final class WholeFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private WholeFile() {}

  /**
   * Writes to a temporary file beside the target, forces it to the disk and renames it over the
   * target. On any failure the temporary file is deleted and the target is as it was. A symbolic
   * link stays: the file it points to is the target.
   *
   * @param target the file to create or replace
   * @param content what writes it; what it throws unchecked passes through
   * @throws UnusableFileException if the file cannot be written, or {@code content} fails to
   */
  public static void write(Path target, FileContent content) {
    requireWritable(target);
    Path absolute = followed(target);
    Path directory = absolute.getParent();
    Path temporary = directory.resolve(".vocoder-%s.tmp".formatted(UUID.randomUUID()));
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
    } catch (AccessDeniedException e) {
      throw new UnusableFileException(
          "Cannot write %s: permission denied for %s.".formatted(target, directory), e);
    } catch (IOException e) {
      throw new UnusableFileException(
          "Cannot write %s: %s.".formatted(target, InputFile.reason(e)), e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /**
   * Checks that a file can be written, before the work that makes its content.
   *
   * @param target the file to create or replace
   * @throws UnusableFileException if it is a directory or the like, a link to nothing, or its
   *     directory is not there or may not be written to
   */
  public static void requireWritable(Path target) {
    Path absolute = followed(target);
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      String found = Files.isDirectory(absolute) ? "a directory" : "not a regular file";
      throw new UnusableFileException(
          "Cannot write %s: it is %s; name a file.".formatted(target, found));
    }
    Path directory = absolute.getParent();
    if (!Files.isDirectory(directory)) {
      String found = Files.exists(directory) ? "is not a directory" : "does not exist";
      throw new UnusableFileException(
          "Cannot write %s: %s %s; create that directory first."
              .formatted(target, directory, found));
    }
    if (!Files.isWritable(directory)) {
      throw new UnusableFileException(
          "Cannot write %s: permission denied for %s.".formatted(target, directory));
    }
  }

  // Renaming over a link would destroy it: /dev/stdout is one, for all processes of the machine.
  private static Path followed(Path target) {
    Path absolute = target.toAbsolutePath();
    if (!Files.isSymbolicLink(absolute)) {
      return absolute;
    }
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      throw new UnusableFileException(
          "Cannot write %s: it is a link to a file that is not there; remove it or name another."
              .formatted(target),
          e);
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
