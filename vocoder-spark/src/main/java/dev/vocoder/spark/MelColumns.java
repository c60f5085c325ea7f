package dev.vocoder.spark;

import dev.vocoder.ConfigException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.collection.mutable.ArraySeq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where a row has its mel.
 *
 * @param id the index of the utterance's name
 * @param bands the index of the number of bands, or -1
 * @param frames the index of the number of frames, or -1
 * @param mel the index of the values, band-major, or -1
 * @param npy the index of the bytes of a file, where the three before are -1
 */
record MelColumns(int id, int bands, int frames, int mel, int npy) implements Serializable {
  static final String ID = "id";
  private static final String BANDS = "bands";
  private static final String FRAMES = "frames";
  private static final String MEL = "mel";
  private static final String NPY = "npy";

  /**
   * Finds the columns.
   *
   * @param schema of the rows; other columns do not matter
   * @throws ConfigException if they are not there, or of other types
   */
  static MelColumns of(StructType schema) {
    List<String> names = Arrays.asList(schema.fieldNames());
    int id = names.indexOf(ID);
    int bands = names.indexOf(BANDS);
    int frames = names.indexOf(FRAMES);
    int mel = names.indexOf(MEL);
    int npy = names.indexOf(NPY);
    boolean hasValues =
        mel >= 0
            && isNumbers(schema.fields()[mel].dataType())
            && isNumber(schema, bands)
            && isNumber(schema, frames);
    boolean hasBytes = npy >= 0 && schema.fields()[npy].dataType() instanceof BinaryType;
    if (id < 0 || hasValues == hasBytes) {
      throw new ConfigException(
          "The rows have the columns (%s); needed are id, and either bands, frames and mel (an array of floats, band by band) or npy (the bytes of a file)."
              .formatted(schema.toDDL()));
    }
    return hasValues
        ? new MelColumns(id, bands, frames, mel, -1)
        : new MelColumns(id, -1, -1, -1, npy);
  }

  private static boolean isNumber(StructType schema, int index) {
    return index >= 0 && schema.fields()[index].dataType() instanceof NumericType;
  }

  private static boolean isNumbers(DataType type) {
    return type instanceof ArrayType array && array.elementType() instanceof NumericType;
  }

  /**
   * Reads a row's mel.
   *
   * @param row of the schema
   * @param format what the numbers mean
   * @throws dev.vocoder.VocoderException if they make no mel of that format
   */
  MelSpectrogram read(Row row, MelFormat format) {
    return npy >= 0
        ? ofBytes((byte[]) row.get(npy), format)
        : ofValues((Number) row.get(bands), (Number) row.get(frames), row.get(mel), format);
  }

  static MelSpectrogram ofBytes(byte[] file, MelFormat format) {
    return MelSpectrogram.read(new ByteArrayInputStream(present(file, NPY)), format);
  }

  static MelSpectrogram ofValues(Number bands, Number frames, Object mel, MelFormat format) {
    if (present(bands, BANDS).longValue() != format.bands()) {
      throw new MelException("The mel has %s bands; expected %d.".formatted(bands, format.bands()));
    }
    float[] values = floats(present(mel, MEL));
    return MelSpectrogram.of(values, present(frames, FRAMES).intValue(), format);
  }

  private static <T> T present(T value, String column) {
    return Optional.ofNullable(value)
        .orElseThrow(() -> new MelException("The row has no value in its column " + column + "."));
  }

  /** Returns numbers in any of the forms that an array has in a row, which need not be encoded. */
  private static float[] floats(Object values) {
    if (values instanceof float[] floats) {
      return floats;
    }
    if (values instanceof ArraySeq.ofFloat primitive) {
      return primitive.array();
    }
    if (values instanceof Seq<?> sequence) {
      return floats(sequence.length(), CollectionConverters.asJava(sequence.iterator()));
    }
    int length = Array.getLength(values);
    return floats(
        length, IntStream.range(0, length).mapToObj(i -> Array.get(values, i)).iterator());
  }

  /** Takes them one after the other: a sequence may be a linked list, as Spark 3.5 makes. */
  private static float[] floats(int length, Iterator<?> values) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      if (!(values.next() instanceof Number number)) {
        throw new MelException("Value %d of the mel is null.".formatted(i));
      }
      floats[i] = number.floatValue();
    }
    return floats;
  }
}
