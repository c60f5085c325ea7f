package dev.vocoder.internal.file;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array of floats in NumPy's {@code .npy} format.
 *
 * @param shape the length of each axis
 * @param values the elements in C order (the last axis varies fastest)
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between file and caller, never compared
public record NpyArray(int[] shape, float[] values) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 10_000; // NumPy's own limit, max_header_size
  private static final String ENDS_EARLY = "it ends within its header";
  private static final int BLOCK_FLOATS = 1 << 14;
  private static final Pattern FIELD =
      Pattern.compile(
          "['\"](\\w+)['\"]\\s*:\\s*(\\([^()]*\\)|\\[[^\\[\\]]*\\]|['\"][^'\"]*['\"]|\\w+)");

  /**
   * Checks that there are as many values as the shape says.
   *
   * @throws IllegalArgumentException if there are not, or an axis is negative
   */
  public NpyArray {
    if (count(shape) != values.length) {
      throw new IllegalArgumentException(
          "%d values for shape %s".formatted(values.length, Arrays.toString(shape)));
    }
  }

  /**
   * Reads an array of little- or big-endian float16, float32 or float64, in C or Fortran order;
   * float64 is rounded to float32.
   *
   * @param file the file
   * @throws UnusableFileException if it cannot be read, is no such array, or its header claims more
   *     or fewer elements than the file holds
   */
  public static NpyArray read(Path file) {
    return read(file, file.toString());
  }

  /**
   * Reads an array as {@link #read(Path)} does.
   *
   * @param file the file
   * @param name what messages call it
   * @throws UnusableFileException as {@link #read(Path)} does
   */
  public static NpyArray read(Path file, String name) {
    try (FileChannel channel = InputFile.open(file)) {
      return read(name, channel, channel.size());
    } catch (EOFException e) {
      throw malformed(name, ENDS_EARLY);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /**
   * Reads an array as {@link #read(Path)} does.
   *
   * @param content the content of a file
   * @param name where it comes from, for messages
   * @throws UnusableFileException if it is no such array, or its header claims more or fewer
   *     elements than there are
   */
  public static NpyArray read(byte[] content, String name) {
    try {
      return read(name, Channels.newChannel(new ByteArrayInputStream(content)), content.length);
    } catch (IOException e) {
      throw malformed(name, ENDS_EARLY);
    }
  }

  private static NpyArray read(String file, ReadableByteChannel channel, long length)
      throws IOException {
    byte[] start = bytes(channel, 8).array();
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw malformed(file, "it does not begin as one");
    }
    if (start[6] < 1 || start[6] > 3) {
      throw malformed(file, "its format version is %d, not 1 to 3".formatted(start[6] & 0xff));
    }
    int lengthBytes = start[6] == 1 ? 2 : 4;
    ByteBuffer headerStart = bytes(channel, lengthBytes);
    long headerLength =
        lengthBytes == 2 ? headerStart.getShort() & 0xffff : headerStart.getInt() & 0xffffffffL;
    if (headerLength > MAX_HEADER) {
      throw malformed(file, "its header claims to be " + headerLength + " bytes long");
    }
    String header =
        new String(bytes(channel, (int) headerLength).array(), StandardCharsets.ISO_8859_1);
    Map<String, String> fields = fields(header);
    String type = unquoted(field(file, fields, "descr"));
    boolean fortran = parseOrder(file, field(file, fields, "fortran_order"));
    int[] shape = parseShape(file, field(file, fields, "shape"));
    int size = elementSize(file, type);
    long present = length - (start.length + lengthBytes + headerLength);
    long count = count(shape);
    if (count < 0 || count > Integer.MAX_VALUE / size) {
      throw malformed(
          file,
          "its header claims shape %s, which is negative or more than 2 GiB"
              .formatted(Arrays.toString(shape)));
    }
    if (present != count * size) {
      throw malformed(
          file,
          "its header claims shape %s of %s, %d bytes of data, but %d are there"
              .formatted(Arrays.toString(shape), type, count * size, present));
    }
    ByteOrder order = type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer data = bytes(channel, (int) present).order(order);
    float[] values = new float[(int) count];
    switch (size) {
      case Float.BYTES -> data.asFloatBuffer().get(values);
      case Double.BYTES -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) data.getDouble();
        }
      }
      default -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = half(data.getShort());
        }
      }
    }
    return new NpyArray(shape, fortran ? fromFortranOrder(values, shape) : values);
  }

  /**
   * Writes the array as little-endian float32 in C order; an existing file is replaced at once or
   * not at all.
   *
   * @param file the file
   * @throws UnusableFileException if it cannot be written
   */
  public void write(Path file) {
    WholeFile.write(file, this::write);
  }

  /**
   * Writes the array as {@link #write(Path)} does.
   *
   * @param out where to; left open
   * @throws IOException if it cannot be written
   */
  public void write(OutputStream out) throws IOException {
    String axes =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%s%s), }",
            axes,
            shape.length == 1 ? "," : "");
    int unpadded = MAGIC.length + 4 + header.length() + 1;
    String padding = " ".repeat((64 - unpadded % 64) % 64);
    byte[] text = (header + padding + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer start =
        ByteBuffer.allocate(MAGIC.length + 4 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
    out.write(start.array());
    writeValues(out);
  }

  private void writeValues(OutputStream out) throws IOException {
    ByteBuffer block =
        ByteBuffer.allocate(BLOCK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += BLOCK_FLOATS) {
      int count = Math.min(BLOCK_FLOATS, values.length - from);
      block.asFloatBuffer().put(values, from, count);
      out.write(block.array(), 0, count * Float.BYTES);
    }
  }

  /** Returns a number of sign, 5 bits of exponent and 10 of fraction (IEEE 754, binary16). */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (0x400 | fraction), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  /** In Fortran order the first axis varies fastest: element by element, count up the C index. */
  private static float[] fromFortranOrder(float[] values, int[] shape) {
    float[] result = new float[values.length];
    int[] index = new int[shape.length];
    for (float value : values) {
      int target = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        target = target * shape[axis] + index[axis];
      }
      result[target] = value;
      for (int axis = 0; axis < shape.length && ++index[axis] == shape[axis]; axis++) {
        index[axis] = 0;
      }
    }
    return result;
  }

  /** Returns the product of the axes, or -1 where one is negative or it is beyond any array. */
  private static long count(int[] shape) {
    if (Arrays.stream(shape).anyMatch(axis -> axis < 0)) {
      return -1;
    }
    long count = Arrays.stream(shape).anyMatch(axis -> axis == 0) ? 0 : 1;
    for (int axis : shape) {
      count *= axis;
      if (count > Integer.MAX_VALUE) {
        return -1;
      }
    }
    return count;
  }

  private static boolean parseOrder(String file, String text) {
    if (!text.equals("True") && !text.equals("False")) {
      throw malformed(file, "its fortran_order is " + text);
    }
    return text.equals("True");
  }

  /** Reads a Python tuple of integers; Python 2 wrote an L behind long ones. */
  private static int[] parseShape(String file, String text) {
    try {
      if (!text.startsWith("(")) {
        throw new NumberFormatException();
      }
      return Arrays.stream(text.substring(1, text.length() - 1).split(","))
          .map(String::strip)
          .filter(axis -> !axis.isEmpty())
          .mapToInt(axis -> Integer.parseInt(axis.replaceFirst("L$", "")))
          .toArray();
    } catch (NumberFormatException e) {
      throw malformed(file, "its shape is " + text);
    }
  }

  private static int elementSize(String file, String type) {
    return switch (type) {
      case "<f2", ">f2" -> Short.BYTES;
      case "<f4", ">f4" -> Float.BYTES;
      case "<f8", ">f8" -> Double.BYTES;
      default ->
          throw malformed(
              file, "its elements are " + type + "; save it as float32 (array.astype('<f4'))");
    };
  }

  /** The header is the text of a Python dict; each value is a tuple, list, string or word. */
  private static Map<String, String> fields(String header) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = FIELD.matcher(header);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    return fields;
  }

  private static String field(String file, Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw malformed(file, "its header lacks " + name);
    }
    return value;
  }

  private static String unquoted(String text) {
    return text.replaceAll("^['\"]|['\"]$", "");
  }

  private static ByteBuffer bytes(ReadableByteChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  private static UnusableFileException malformed(String file, String reason) {
    return new UnusableFileException(
        "%s is not a usable .npy array of floats: %s.".formatted(file, reason));
  }
}
