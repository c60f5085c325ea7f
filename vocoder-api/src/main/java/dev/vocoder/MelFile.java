package dev.vocoder;

import java.io.InputStream;
import java.nio.file.Path;

/**
 * A file with a mel spectrogram in it, as acoustic models and their scripts write them: NumPy's
 * {@code .npy} and {@code .npz}, and what {@code torch.save} wrote. Nothing in it is run.
 */
public final class MelFile {
  private final MelArrays arrays;

  private MelFile(MelArrays arrays) {
    this.arrays = arrays;
  }

  /**
   * Reads a file whole; the first bytes tell what it is, not its name.
   *
   * @param file the file
   * @throws FileException if it cannot be read, or is something else, saying what
   */
  public static MelFile read(Path file) {
    return new MelFile(MelArrays.read(file));
  }

  /**
   * Reads a stream to its end, as {@link #read(Path)} reads a file.
   *
   * @param in the file from its first byte; left open
   * @throws FileException as {@link #read(Path)} does
   */
  public static MelFile read(InputStream in) {
    return new MelFile(MelArrays.read(in));
  }

  /** Returns what kind of file it is, in a few words. */
  public String kind() {
    return arrays.kind();
  }

  /** Returns the arrays in it and their shapes, in words. */
  public String contents() {
    return arrays.contents();
  }

  /**
   * Returns the mel in it.
   *
   * @param format what the numbers mean
   * @throws MelException if no array makes a mel of that format, or several do and none of them is
   *     named as one
   */
  public MelSpectrogram toMel(MelFormat format) {
    return MelSpectrogram.found(arrays, format);
  }
}
