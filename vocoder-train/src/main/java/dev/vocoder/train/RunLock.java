package dev.vocoder.train;

import dev.vocoder.FileException;
import dev.vocoder.TrainingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * Keeps a run's folder to one trainer, by a lock on a file in it that says which process has it.
 * The lock of a process that was killed ends with it, whatever it leaves behind.
 */
final class RunLock implements AutoCloseable {
  private static final String NAME = ".lock";
  private static final int LONGEST_NUMBER = 20;

  /**
   * The files that this process has locked. They must not be opened again: on POSIX systems a
   * process loses its lock when it closes any descriptor of the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a folder.
   *
   * @param folder the folder, which is there
   * @throws TrainingException if another trainer has it
   * @throws FileException if it cannot be written
   */
  static RunLock take(Path folder) {
    try {
      Path file = folder.toRealPath().resolve(NAME);
      if (!HELD.add(file)) {
        throw taken(folder, Long.toString(ProcessHandle.current().pid()));
      }
      try {
        return new RunLock(file, locked(folder, file));
      } catch (IOException | RuntimeException e) {
        HELD.remove(file);
        throw e;
      }
    } catch (IOException e) {
      throw new FileException("Cannot write into %s: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  private static FileChannel locked(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      // Whoever had it may have deleted it between our opening and our locking.
      if (!isLocked(folder, channel) || !Files.exists(file)) {
        throw taken(folder, process(channel));
      }
      String process = Long.toString(ProcessHandle.current().pid());
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Locks a byte behind what is written, which others may read so on Windows too. */
  private static boolean isLocked(Path folder, FileChannel channel) {
    try {
      return channel.tryLock(Integer.MAX_VALUE, 1, false) != null;
    } catch (IOException e) {
      LoggerFactory.getLogger(RunLock.class)
          .warn(
              "Files in {} cannot be locked ({}); see that no other trainer uses it.",
              folder,
              e.getMessage());
      return true;
    }
  }

  private static String process(FileChannel channel) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(LONGEST_NUMBER);
    channel.read(number, 0);
    return new String(number.array(), 0, number.position(), StandardCharsets.US_ASCII);
  }

  private static TrainingException taken(Path folder, String process) {
    return new TrainingException(
        "Another trainer%s is at work in %s; wait for it to end, or choose another folder."
            .formatted(process.matches("\\d+") ? " (process %s)".formatted(process) : "", folder));
  }

  /** Deletes the file, then lets go of it. */
  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LoggerFactory.getLogger(RunLock.class).warn("Cannot delete {}: {}", file, e.getMessage());
    } finally {
      HELD.remove(file);
    }
  }
}
