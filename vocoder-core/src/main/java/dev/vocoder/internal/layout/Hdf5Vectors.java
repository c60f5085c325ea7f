package dev.vocoder.internal.layout;

import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.engine.ProcessSettings;
import io.jhdf.HdfFile;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Vectors of floats in a small HDF5 file, such as h5py writes. The library that reads it follows
 * the file's references wherever they lead, so only files are passed to it whose structures are too
 * few to lead in circles: one group in one node, nothing spread over several blocks.
 */
final class Hdf5Vectors {
  private static final int MAX_BYTES = 1 << 16;
  private static final int MAX_DATASETS = 16;
  private static final int MAX_VALUES = 1 << 12;

  /** What lists of thousands of datasets, and headers in several parts, begin with. */
  private static final List<String> SPREAD =
      List.of("OCHK", "FRHP", "FHDB", "FHIB", "BTHD", "BTIN", "BTLF", "GCOL");

  private final byte[] content;

  /**
   * Takes a file.
   *
   * @param content its bytes
   * @throws MalformedException if it is larger or more intricate than a few vectors are
   */
  Hdf5Vectors(byte[] content) throws MalformedException {
    this.content = content.clone();
    String text = new String(content, StandardCharsets.ISO_8859_1);
    boolean simple =
        content.length <= MAX_BYTES
            && SPREAD.stream().noneMatch(text::contains)
            && counts(text, "TREE").allMatch(count -> count <= 1L << 16) // type 0, level 0, a child
            && counts(text, "SNOD").allMatch(count -> count >> 16 <= MAX_DATASETS);
    if (!simple) {
      throw new MalformedException(
          "it is not a small HDF5 file of a few vectors; save them as a (2, bands) .npy instead");
    }
  }

  /** Returns the number behind each occurrence of a mark: two bytes, then a count of two. */
  private LongStream counts(String text, String mark) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    return IntStream.iterate(text.indexOf(mark), at -> at >= 0, at -> text.indexOf(mark, at + 1))
        .filter(at -> at + 2 * Integer.BYTES <= content.length)
        .mapToLong(at -> bytes.getInt(at + Integer.BYTES) & 0xffffffffL);
  }

  /**
   * Reads a vector.
   *
   * @param name the data set's name at the top of the file
   * @throws MalformedException if there is none of one axis of float32 or float64, or the file is
   *     damaged
   */
  float[] read(String name) throws MalformedException {
    ProcessSettings.quietLogging();
    try (HdfFile file = HdfFile.fromBytes(content)) {
      if (file.getChild(name) instanceof ContiguousDataset dataset) { // never a link
        return values(dataset, name);
      }
    } catch (RuntimeException | StackOverflowError e) { // what the library throws at damage
      throw new MalformedException(
          "its HDF5 structure is damaged (%s)"
              .formatted(Text.shown(String.valueOf(e.getMessage()))),
          e);
    }
    throw new MalformedException(
        "it has no data set %s, stored in one piece, at its top".formatted(Text.quoted(name)));
  }

  private static float[] values(ContiguousDataset dataset, String name) throws MalformedException {
    int[] shape = dataset.getDimensions();
    int size = dataset.getDataType() instanceof FloatingPoint type ? type.getSize() : 0;
    if (shape.length != 1
        || shape[0] < 1
        || shape[0] > MAX_VALUES
        || (size != Float.BYTES && size != Double.BYTES)) {
      throw new MalformedException(
          "its data set %s has shape %s and type %s, not 1 to %d float32 or float64 on one axis"
              .formatted(
                  Text.quoted(name), Arrays.toString(shape), dataset.getJavaType(), MAX_VALUES));
    }
    ByteBuffer data = dataset.getBuffer();
    float[] values = new float[shape[0]];
    (size == Float.BYTES ? ElementType.FLOAT : ElementType.DOUBLE)
        .decode(data, values, 0, values.length);
    return values;
  }
}
