package dev.vocoder.internal.container.torch;

import dev.vocoder.CheckpointException;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.Reading;
import dev.vocoder.internal.container.SkippedObject;
import dev.vocoder.internal.container.TensorReader;
import dev.vocoder.internal.container.file.FileStart;
import dev.vocoder.internal.container.file.ModelForm;
import java.io.IOException;
import java.nio.file.Files;
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
    ZIP(ModelForm.ZIP),
    /** Five pickles followed by the storages, before PyTorch 1.6. */
    LEGACY(ModelForm.LEGACY);

    private final ModelForm form;

    Kind(ModelForm form) {
      this.form = form;
    }

    /** Returns the kind in words. */
    public String description() {
      return form.description();
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
    Reading.requireRegular(file);
    return Reading.of(file.toString(), "PyTorch checkpoint", () -> decoded(file));
  }

  private static PyTorchFile decoded(Path file) throws IOException {
    ModelForm form = FileStart.read(file).requirePyTorch();
    try (Container container = open(file, form)) {
      return new PyTorchFile(
          form == ModelForm.ZIP ? Kind.ZIP : Kind.LEGACY,
          new TensorReader(container).readTree(container.root()));
    }
  }

  /**
   * Opens a file, its tensors not yet decoded.
   *
   * @param file a zip archive or legacy stream
   * @param form which of them
   */
  public static Container open(Path file, ModelForm form) throws IOException {
    return form == ModelForm.ZIP ? ZipContainer.open(file) : LegacyStream.open(file);
  }

  /** Returns how the file is laid out. */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns what was saved: a {@link java.util.LinkedHashMap} (for a dict, OrderedDict or Counter),
   * a {@link java.util.List} (list, tuple or torch.Size), a {@link Tensor}, String (also for a
   * dtype, such as {@code "torch.float32"}), Long, {@link java.math.BigInteger} (beyond 64 bits),
   * Double, Boolean, {@code byte[]}, {@link SkippedObject} or null. It is nested 64 deep at most
   * and never contains itself.
   */
  public Object root() {
    return root;
  }
}
