package dev.vocoder.internal.container;

import dev.vocoder.CheckpointException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The reading of model files, which says in one way why one cannot be used. */
public final class Reading {
  private Reading() {}

  /** Something that reads. */
  public interface Reader<T> {
    T read() throws IOException;
  }

  /**
   * Reads something.
   *
   * @param name the file, for messages
   * @param use what it should be, such as a PyTorch checkpoint
   * @param reader what reads it
   * @throws CheckpointException if it fails
   */
  public static <T> T of(String name, String use, Reader<T> reader) {
    try {
      return reader.read();
    } catch (NoSuchFileException e) {
      throw new CheckpointException("Cannot read %s: no such file.".formatted(name), e);
    } catch (AccessDeniedException e) {
      throw new CheckpointException("Cannot read %s: permission denied.".formatted(name), e);
    } catch (MalformedException e) {
      throw new CheckpointException(
          "%s is not a usable %s: %s.".formatted(name, use, e.getMessage()), e);
    } catch (EOFException e) {
      throw new CheckpointException(
          "%s is not a usable %s: it is cut short; copy or download it again.".formatted(name, use),
          e);
    } catch (IOException e) {
      throw new CheckpointException("Cannot read %s: %s.".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * Refuses what is neither a regular file nor absent: opening a pipe would wait for its writer.
   */
  public static void requireRegular(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new CheckpointException("Cannot read %s: it is not a regular file.".formatted(file));
    }
  }
}
