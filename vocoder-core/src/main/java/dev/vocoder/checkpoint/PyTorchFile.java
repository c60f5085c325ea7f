package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that {@code torch.save} wrote, read without Python and without running anything in it.
 *
 * <p>What its pickle may build is a closed list: dicts, lists, tuples, numbers, strings, bytes and
 * tensors. Everything else is refused by name. No memory is taken on the word of the file: every
 * length is checked against the file's own first. Damage within a zip archive is found by its
 * checksums; the legacy stream has none.
 *
 * <p>Files may be read from any number of threads; what one holds belongs to whoever read it.
 */
public final class PyTorchFile {
  /** How the file is laid out. */
  public enum Kind {
    /** A zip archive of a pickle and one entry for each storage, since PyTorch 1.6. */
    ZIP("PyTorch zip archive"),
    /** Five pickles followed by the storages, before PyTorch 1.6. */
    LEGACY("PyTorch legacy stream");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    /** Returns the kind in words. */
    public String description() {
      return description;
    }
  }

  private final Kind kind;
  private final Object root;

  private PyTorchFile(Kind kind, Object root) {
    this.kind = kind;
    this.root = root;
  }

  /**
   * Reads a file whole.
   *
   * @param file a zip archive or legacy stream; its name and extension do not matter
   * @throws CheckpointException if it cannot be read, is something else, is damaged, or asks for
   *     anything but plain values and tensors
   */
  public static PyTorchFile read(Path file) {
    if (Files.isDirectory(file)) {
      throw new CheckpointException(
          "Cannot read %s: it is a directory; name the checkpoint file in it.".formatted(file));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new CheckpointException("Cannot read %s: it is not a regular file.".formatted(file));
    }
    try {
      return open(file);
    } catch (NoSuchFileException e) {
      throw new CheckpointException("Cannot read %s: no such file.".formatted(file), e);
    } catch (AccessDeniedException e) {
      throw new CheckpointException("Cannot read %s: permission denied.".formatted(file), e);
    } catch (MalformedException e) {
      throw new CheckpointException(
          "%s is not a usable PyTorch checkpoint: %s.".formatted(file, e.getMessage()), e);
    } catch (EOFException e) {
      throw new CheckpointException(
          "%s is not a usable PyTorch checkpoint: it is cut short; copy or download it again."
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new CheckpointException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static PyTorchFile open(Path file) throws IOException {
    Kind kind;
    try (FileChannel channel = FileChannel.open(file)) {
      kind = FileStart.read(channel).requirePyTorch();
      if (kind == Kind.LEGACY) {
        return new PyTorchFile(kind, LegacyStream.read(channel));
      }
    }
    return new PyTorchFile(kind, ZipContainer.read(file));
  }

  /** Returns how the file is laid out. */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns what was saved: a {@link java.util.LinkedHashMap} (for a dict, OrderedDict or Counter),
   * a {@link java.util.List} (list, tuple or torch.Size), a {@link Tensor}, String (also for a
   * dtype, such as {@code "torch.float32"}), Long, {@link java.math.BigInteger} (beyond 64 bits),
   * Double, Boolean, {@code byte[]} or null. It is nested 64 deep at most and never contains
   * itself.
   */
  public Object root() {
    return root;
  }
}
