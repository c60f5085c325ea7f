package dev.vocoder.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {
  @TempDir Path directory;

  @Test
  void bothSizesInBothByteOrdersAreRead() {
    ByteBuffer data = ByteBuffer.allocate(16);
    assertThat(
            read(1, header("<f4", "False", "(2,)"), floats(ByteOrder.LITTLE_ENDIAN, 1.5f, -2))
                .values())
        .containsExactly(1.5f, -2);
    assertThat(
            read(1, header(">f4", "False", "(2,)"), floats(ByteOrder.BIG_ENDIAN, 1.5f, -2))
                .values())
        .containsExactly(1.5f, -2);
    data.putDouble(0.1).putDouble(-2);
    assertThat(read(1, header(">f8", "False", "(2,)"), data.array()).values())
        .containsExactly(0.1f, -2);
    data.clear().order(ByteOrder.LITTLE_ENDIAN).putDouble(0.1).putDouble(-2);
    assertThat(read(1, header("<f8", "False", "(2,)"), data.array()).values())
        .containsExactly(0.1f, -2);
  }

  @Test
  void fortranOrderIsTurnedIntoRowsFirst() {
    NpyArray rows = read(1, header("<f4", "False", "(2, 3)"), counting(6));
    NpyArray columns = read(1, header("<f4", "True", "(2, 3)"), counting(6));
    NpyArray cube = read(1, header("<f4", "True", "(2, 3, 2)"), counting(12));

    assertThat(rows.shape()).containsExactly(2, 3);
    assertThat(rows.values()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(columns.shape()).containsExactly(2, 3);
    assertThat(columns.values()).containsExactly(0, 2, 4, 1, 3, 5);
    assertThat(cube.values()).containsExactly(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void allVersionsOfTheFormatAreRead(int version) {
    assertThat(read(version, header("<f4", "False", "(3,)"), counting(3)).values())
        .containsExactly(0, 1, 2);
  }

  @Test
  void headersMayBeWrittenInAnyWayPythonReads() {
    String reordered = "{\"shape\":(2L,3L),\"fortran_order\":False,\"descr\":\"<f4\"}";
    assertThat(read(1, reordered, counting(6)).shape()).containsExactly(2, 3);
  }

  @Test
  void scalarsAndEmptyArraysAreRead() {
    assertThat(read(1, header("<f4", "False", "()"), counting(1)).shape()).isEmpty();
    NpyArray empty = read(1, header("<f4", "False", "(80, 0)"), new byte[0]);
    assertThat(empty.shape()).containsExactly(80, 0);
    assertThat(empty.values()).isEmpty();
    assertThat(read(1, header("<f4", "False", "(99999, 99999, 0)"), new byte[0]).values())
        .isEmpty();
  }

  @Test
  void whatIsWrittenIsReadBackAndAlignedAsNumpyAlignsIt() throws IOException {
    float[] values = new float[40_000]; // more than one block
    for (int i = 0; i < values.length; i++) {
      values[i] = 1f / (i + 1);
    }
    for (int[] shape : new int[][] {{40_000}, {80, 500}, {1, 80, 500}}) {
      Path file = directory.resolve("array.npy");
      new NpyArray(shape, values).write(file);
      assertThat(NpyArray.read(file).shape()).containsExactly(shape);
      assertThat(NpyArray.read(file).values()).containsExactly(values);
      assertThat(Files.size(file) - 4L * values.length).isEqualTo(128);
    }
    Path scalar = directory.resolve("scalar.npy");
    new NpyArray(new int[0], new float[] {7}).write(scalar);
    assertThat(NpyArray.read(scalar).values()).containsExactly(7);
    assertThat(NpyArray.read(scalar).shape()).isEmpty();
  }

  @Test
  void valuesThatDoNotFillTheShapeAreRefused() {
    for (int[] shape : new int[][] {{3}, {-1, -2}, {-2}, {65_536, 65_536}, {1 << 31, 2}}) {
      assertThatThrownBy(() -> new NpyArray(shape, new float[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("2 values for shape " + Arrays.toString(shape));
    }
  }

  @Test
  void headersThatClaimMoreOrLessThanTheFileHoldsAreRefused() {
    assertRefused(
        1, header("<f4", "False", "(268435456,)"), counting(2), "1073741824 bytes of data, but 8");
    assertRefused(
        1, header("<f8", "False", "(80, 500)"), counting(2), "320000 bytes of data, but 8");
    assertRefused(1, header("<f4", "False", "(3,)"), counting(2), "12 bytes of data, but 8");
    assertRefused(1, header("<f4", "False", "(1,)"), counting(2), "4 bytes of data, but 8");
    assertRefused(1, header("<f4", "False", "(65536, 65536)"), counting(2), "more than 2 GiB");
    assertRefused(
        1,
        header("<f4", "False", "(2147483647, 2147483647, 2147483647)"),
        counting(2),
        "more than 2 GiB");
    assertRefused(1, header("<f4", "False", "(-2, -1)"), counting(2), "negative");
  }

  @Test
  void otherTypesAreRefusedWithTheWayOut() {
    for (String type : new String[] {"<i4", "|u1", "<c8", "|O", "<f16"}) {
      assertRefused(1, header(type, "False", "(2,)"), counting(2), "its elements are " + type);
    }
    String structured = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }";
    assertRefused(
        1, structured, counting(2), "its elements are [('a', '<f4')]; save it as float32");
  }

  @Test
  void malformedHeadersAreRefused() {
    assertRefused(1, "{'fortran_order': False, 'shape': (2,), }", counting(2), "lacks descr");
    assertRefused(1, "{'descr': '<f4', 'shape': (2,), }", counting(2), "lacks fortran_order");
    assertRefused(1, "{'descr': '<f4', 'fortran_order': False}", counting(2), "lacks shape");
    assertRefused(1, header("<f4", "Perhaps", "(2,)"), counting(2), "fortran_order is Perhaps");
    for (String shape : new String[] {"(2 3)", "(x,)", "(99999999999,)", "2", "(2.5,)"}) {
      assertRefused(1, header("<f4", "False", shape), counting(2), "its shape is");
    }
    assertRefused(0, header("<f4", "False", "(2,)"), counting(2), "version is 0");
    assertRefused(4, header("<f4", "False", "(2,)"), counting(2), "version is 4");
    assertRefused(2, " ".repeat(20_000), counting(2), "header claims to be 20000 bytes");
    assertRefused(1, "'a':(".repeat(1900), counting(2), "lacks descr");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] file = file(1, header("<f4", "False", "(2,)"), counting(2));
    Path path = directory.resolve("truncated.npy");
    for (int length = 0; length < file.length; length++) {
      Files.write(path, Arrays.copyOf(file, length));
      assertThatThrownBy(() -> NpyArray.read(path))
          .isInstanceOf(UnusableFileException.class)
          .hasMessageContaining("truncated.npy");
    }
  }

  @Test
  void missingFilesDirectoriesAndOtherFilesAreRefused() throws IOException {
    Path missing = directory.resolve("missing.npy");
    assertThatThrownBy(() -> NpyArray.read(missing))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage("Cannot read %s: no such file.", missing);
    assertThatThrownBy(() -> NpyArray.read(directory))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("is a directory");
    Path text = Files.writeString(directory.resolve("text.npy"), "0.1 0.2 0.3 0.4");
    assertThatThrownBy(() -> NpyArray.read(text))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("does not begin as one");
  }

  private void assertRefused(int version, String header, byte[] data, String reason) {
    assertThatThrownBy(() -> read(version, header, data))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("array.npy is not a usable .npy array")
        .hasMessageContaining(reason);
  }

  private NpyArray read(int version, String header, byte[] data) {
    Path file = directory.resolve("array.npy");
    WholeFile.write(file, out -> out.write(file(version, header, data)));
    return NpyArray.read(file);
  }

  private static byte[] file(int version, String header, byte[] data) {
    ByteBuffer buffer =
        ByteBuffer.allocate(12 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    buffer.put((byte) version).put((byte) 0);
    if (version == 1) {
      buffer.putShort((short) header.length());
    } else {
      buffer.putInt(header.length());
    }
    buffer.put(header.getBytes(StandardCharsets.ISO_8859_1)).put(data);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static String header(String type, String fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n".formatted(type, fortran, shape);
  }

  private static byte[] counting(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return floats(ByteOrder.LITTLE_ENDIAN, values);
  }

  private static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(order);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }
}
