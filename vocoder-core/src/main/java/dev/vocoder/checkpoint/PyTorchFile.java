package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that {@code torch.save} wrote, in either of its containers, told apart by their content.
 * Only data is read: see {@link #root()}.
 *
 * @param path where it was read from, for messages
 * @param kind its container
 * @param size its length in bytes
 * @param root what was saved: maps, lists, numbers, strings, truth values, nulls and {@link
 *     StoredTensor}s. Collections may contain themselves; walk them with a bound
 */
public record PyTorchFile(Path path, Kind kind, long size, Object root) {
  private static final int MAGIC_BYTES = 512;

  /** The containers. */
  public enum Kind {
    /** The zip archive of PyTorch 1.6 and later. */
    ZIP("PyTorch zip archive"),
    /** The stream of pickles before that. */
    LEGACY("PyTorch legacy stream");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    /** Returns the name for people. */
    @Override
    public String toString() {
      return description;
    }
  }

  /**
   * Reads a file.
   *
   * @param path the file
   * @throws CheckpointException if it cannot be read, is something else, is damaged, or asks for
   *     anything but data
   */
  public static PyTorchFile read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new CheckpointException(
            "%s is a directory; name the checkpoint's file in it.".formatted(path));
      }
      return switch (FileType.of(start(path))) {
        case ZIP -> new PyTorchFile(path, Kind.ZIP, Files.size(path), ZipContainer.read(path));
        case PICKLE ->
            new PyTorchFile(path, Kind.LEGACY, Files.size(path), LegacyContainer.read(path));
        case EMPTY -> throw new CheckpointException("%s is empty.".formatted(path));
        case UNKNOWN ->
            throw new CheckpointException(
                "%s is no checkpoint that PyTorch saved; its content is not recognised."
                    .formatted(path));
        case TAR, SAFETENSORS, HTML, GIT_LFS, HDF5 ->
            throw new CheckpointException(
                "%s is no checkpoint that PyTorch saved; it looks like %s."
                    .formatted(path, FileType.of(start(path)).description()));
      };
    } catch (MalformedFileException e) {
      throw new CheckpointException(
          "%s is not a usable checkpoint: %s.".formatted(path, e.getMessage()), e);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new CheckpointException(
          "%s is not a usable checkpoint: it ends in the middle; fetch or copy it again."
              .formatted(path),
          e);
    } catch (NoSuchFileException e) {
      throw new CheckpointException("%s does not exist.".formatted(path), e);
    } catch (IOException e) {
      throw new CheckpointException("Cannot read %s: %s.".formatted(path, e.getMessage()), e);
    }
  }

  private static byte[] start(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MAGIC_BYTES);
    }
  }

  /** What the first bytes of a file say it is. */
  private enum FileType {
    EMPTY(""),
    ZIP(""),
    PICKLE(""),
    TAR("a tar archive"),
    SAFETENSORS("a safetensors file"),
    HTML("a web page, saved instead of the file it links to"),
    GIT_LFS("a Git LFS pointer, not the file it points to; fetch it with git lfs pull"),
    HDF5("an HDF5 file"),
    UNKNOWN("");

    private final String description;

    FileType(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }

    static FileType of(byte[] start) {
      String text = new String(start, StandardCharsets.ISO_8859_1);
      if (text.isEmpty()) {
        return EMPTY;
      } else if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
        return ZIP;
      } else if (text.startsWith("\u0080")) {
        return PICKLE;
      } else if (text.startsWith("ustar", 257)) {
        return TAR;
      } else if (text.startsWith("{", 8) && ByteBuffer.wrap(start).get(7) == 0) {
        return SAFETENSORS;
      } else if (text.startsWith("\u0089HDF")) {
        return HDF5;
      } else if (text.startsWith("version https://git-lfs")) {
        return GIT_LFS;
      }
      return text.stripLeading().startsWith("<") ? HTML : UNKNOWN;
    }
  }
}
