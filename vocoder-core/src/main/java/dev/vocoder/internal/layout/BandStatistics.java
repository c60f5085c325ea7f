package dev.vocoder.internal.layout;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.torch.NumpyArray;
import dev.vocoder.internal.container.torch.PickleInput;
import dev.vocoder.internal.container.torch.Unpickler;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.file.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The mean and scale of each band that training tools keep in a file of their own, in one of three
 * forms:
 *
 * <ul>
 *   <li>ParallelWaveGAN's {@code stats.npy}: floats of shape (2, bands), the means, then the
 *       scales;
 *   <li>its {@code stats.h5}: HDF5 with the data sets {@code mean} and {@code scale};
 *   <li>Coqui's {@code scale_stats.npy}: a pickled dict of NumPy arrays, of which {@code mel_mean}
 *       and {@code mel_std} are taken. Nothing in it is executed.
 * </ul>
 */
public final class BandStatistics {
  private static final int MAX_BYTES = 1 << 20;
  private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F'};

  private BandStatistics() {}

  /**
   * Reads statistics, whichever form they have.
   *
   * @param content the file's bytes, at most 1 MiB (64 KiB of HDF5)
   * @param name the file, for messages
   * @return one mean and one scale a band
   * @throws ConfigException if they are none of the three, are damaged, or a value is not finite or
   *     a scale is 0
   */
  public static MelFormat.Normalization read(byte[] content, String name) {
    try {
      return statistics(content, name);
    } catch (EOFException e) {
      throw unusable(name, "it is cut short; copy it again", e);
    } catch (IOException e) {
      throw unusable(name, e.getMessage(), e);
    } catch (UnusableFileException e) { // names the file
      throw new ConfigException(e.getMessage(), e);
    } catch (ConfigException e) {
      throw new ConfigException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static ConfigException unusable(String name, String reason, Exception cause) {
    return new ConfigException(
        "%s holds no usable statistics of mel bands: %s.".formatted(name, reason), cause);
  }

  private static MelFormat.Normalization statistics(byte[] content, String name)
      throws IOException {
    if (content.length > MAX_BYTES) {
      throw new MalformedException(
          "it is %d bytes long, more than %d".formatted(content.length, MAX_BYTES));
    }
    if (startsWith(content, HDF5)) {
      Hdf5Vectors file = new Hdf5Vectors(content);
      return normalization(file.read("mean"), file.read("scale"));
    }
    if (!startsWith(content, NPY)) {
      throw new MalformedException(
          "it is neither .npy nor HDF5; give the stats.npy, stats.h5 or scale_stats.npy that the"
              + " model was trained with");
    }
    int headerEnd = headerEnd(content);
    String header = new String(content, 0, headerEnd, StandardCharsets.ISO_8859_1);
    return header.contains("'|O'")
        ? ofDict(Arrays.copyOfRange(content, headerEnd, content.length))
        : ofRows(NpyArray.read(content, name));
  }

  private static boolean startsWith(byte[] content, byte[] start) {
    return content.length >= start.length
        && Arrays.equals(content, 0, start.length, start, 0, start.length);
  }

  /** A magic of six bytes, a version of two, the header's length in two or four, the header. */
  private static int headerEnd(byte[] content) throws IOException {
    boolean first = content.length > 6 && content[6] == 1;
    int start = first ? 10 : 12;
    if (content.length < start) {
      throw new EOFException();
    }
    ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int length = first ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
    if (length < 0 || length > content.length - start) {
      throw new EOFException();
    }
    return start + length;
  }

  private static MelFormat.Normalization ofRows(NpyArray array) throws IOException {
    int[] shape = array.shape();
    if (shape.length != 2 || shape[0] != 2) {
      throw new MalformedException(
          "it has shape %s, not (2, bands): the means, then the scales"
              .formatted(Arrays.toString(shape)));
    }
    float[] values = array.values();
    return normalization(
        Arrays.copyOf(values, shape[1]), Arrays.copyOfRange(values, shape[1], values.length));
  }

  /** NumPy pickles a dict as an array without axes that holds one object. */
  private static MelFormat.Normalization ofDict(byte[] pickle) throws IOException {
    PickleInput in = new PickleInput(new ByteArrayInputStream(pickle), pickle.length);
    if (Unpickler.arrays(in) instanceof NumpyArray array
        && array.objects().size() == 1
        && array.objects().get(0) instanceof Map<?, ?> dict
        && dict.get("mel_mean") instanceof NumpyArray mean
        && dict.get("mel_std") instanceof NumpyArray scale) {
      return normalization(mean.vector(), scale.vector());
    }
    throw new MalformedException(
        "its pickle is not a dict with the arrays mel_mean and mel_std; give the scale_stats.npy"
            + " that the model was trained with");
  }

  private static MelFormat.Normalization normalization(float[] mean, float[] scale)
      throws IOException {
    if (mean.length == 0) {
      throw new MalformedException("it has no bands");
    }
    return MelFormat.Normalization.of(mean, scale);
  }
}
