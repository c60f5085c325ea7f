package dev.vocoder.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.Mutations;
import dev.vocoder.testing.PickleBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandStatisticsTest {
  private static final String NPY = "formats/pwg-hifigan/stats.npy";
  private static final String HDF5 = "formats/pwg-hifigan/stats.h5";
  private static final String DICT = "formats/coqui-mbmelgan/scale_stats.npy";

  @TempDir Path folder;

  private static byte[] golden(String name) throws IOException {
    return Files.readAllBytes(Golden.path(name));
  }

  private static void assertRefused(byte[] content, String... words) {
    assertThatThrownBy(() -> BandStatistics.read(content, "stats.x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("stats.x")
        .hasMessageContainingAll(words);
  }

  @Test
  void rowsOfAnArrayAreMeansAndScales() throws IOException {
    float[] values = NpyArray.read(Golden.path(NPY)).values();
    MelFormat.Normalization read = BandStatistics.read(golden(NPY), "stats.npy");
    assertThat(read.mean()).hasSize(80).first().isEqualTo(values[0]);
    assertThat(read.scale()).hasSize(80).last().isEqualTo(values[159]);
  }

  @Test
  void hdf5HoldsTheSameAsTheArray() throws IOException {
    assertThat(BandStatistics.read(golden(HDF5), "stats.h5"))
        .isEqualTo(BandStatistics.read(golden(NPY), "stats.npy"));
  }

  @Test
  void pickledDictHoldsItsMelStatistics() throws IOException {
    byte[] content = golden(DICT);
    MelFormat.Normalization read = BandStatistics.read(content, "scale_stats.npy");
    assertThat(read.mean()).hasSize(80);
    assertThat(read.scale()).hasSize(80);
    // The first mean, where the pickle of the file has the bytes of mel_mean.
    float first = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getFloat(0x172);
    assertThat(read.mean().get(0)).isEqualTo(first);
    assertThat(read.scale()).allMatch(scale -> scale > 0);
  }

  /** A vector of doubles as protocol 2 pickles it, which has no bytes. */
  private static PickleBuilder doubles(PickleBuilder pickle, char order, double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES)
            .order(order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    pickle.global("numpy._core.multiarray", "_reconstruct").ops("(").global("numpy", "ndarray");
    pickle.ops("K\0\u0085").text("b").ops("tR(K\1").numbers(values.length);
    pickle.global("numpy", "dtype").ops("(").text("f8").raw(0x89, 0x88).ops("tR(K\3");
    pickle.text(String.valueOf(order)).ops("NNNK\0K\0K\0tb").raw(0x89).global("_codecs", "encode");
    return pickle
        .ops("(")
        .text(new String(bytes.array(), StandardCharsets.ISO_8859_1))
        .text("latin1")
        .ops("tRtb");
  }

  private static byte[] npyOf(byte[] pickle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String header = "{'descr': '|O', 'fortran_order': False, 'shape': (), }\n";
    out.writeBytes(Archives.hex("934e554d505901003700"));
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(pickle);
    return out.toByteArray();
  }

  private static byte[] dict(byte[] items) {
    PickleBuilder pickle = PickleBuilder.pickle();
    pickle.global("numpy.core.multiarray", "_reconstruct").ops("(").global("numpy", "ndarray");
    pickle.ops("K\0\u0085").text("b").ops("tR(K\1)").global("numpy", "dtype").ops("(").text("O8");
    pickle.raw(0x89, 0x88).ops("tR").raw(0x89).ops("]}(");
    return npyOf(pickle.ops(new String(items, StandardCharsets.ISO_8859_1)).ops("uatb").stop());
  }

  private static byte[] items(String mean, String scale, char order, double... scales) {
    PickleBuilder items = PickleBuilder.pickle().text(mean);
    doubles(items, '<', 1, 2).text(scale);
    byte[] whole = doubles(items, order, scales).stop();
    return java.util.Arrays.copyOfRange(whole, 2, whole.length - 1);
  }

  @Test
  void doublesOfEitherByteOrderAndBothNamesOfNumPyAreRead() {
    byte[] content = dict(items("mel_mean", "mel_std", '>', 3, 0.5));
    assertThat(BandStatistics.read(content, "stats"))
        .isEqualTo(new MelFormat.Normalization(List.of(1f, 2f), List.of(3f, 0.5f)));
  }

  @Test
  void dictsThatAreNoStatisticsAreRefused() {
    assertRefused(dict(items("linear_mean", "linear_std", '<', 3, 4)), "mel_mean and mel_std");
    assertRefused(dict(items("mel_mean", "mel_std", '<', 3)), "2 means but 1 scales");
    assertRefused(dict(items("mel_mean", "mel_std", '<', 3, 0)), "scale of band 1 is 0.0");
    assertRefused(dict(items("mel_mean", "mel_std", '<', 3, Double.NaN)), "must be finite");
    assertRefused(npyOf(PickleBuilder.pickle().ops("}").stop()), "mel_mean and mel_std");
  }

  @ParameterizedTest
  @CsvSource({"os, system", "torch, FloatStorage", "numpy, fromfile", "builtins, eval"})
  void functionsInThePickleAreRefusedByName(String module, String name) {
    byte[] pickle =
        PickleBuilder.pickle().global(module, name).ops("(").text("touch owned").ops("tR").stop();
    assertRefused(npyOf(pickle), "asks for " + module + "." + name, "nothing was run");
  }

  @Test
  void arraysOfOtherShapesAreRefused() throws IOException {
    for (int[] shape : new int[][] {{6}, {3, 2}, {2, 0}, {1, 2, 3}}) {
      int count = java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      Path file = folder.resolve("a.npy");
      new NpyArray(shape, new float[count]).write(file);
      assertRefused(Files.readAllBytes(file), "no usable statistics of mel bands");
    }
    assertRefused(golden("generator/mel.npy"), "not (2, bands)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "{\"mean\": [1, 2]}", "\u0093NUMPY", "\u0089HDF\r\n\u001a\n"})
  void otherFilesAreRefused(String content) {
    assertRefused(content.getBytes(StandardCharsets.ISO_8859_1), "statistics of mel bands");
  }

  @Test
  void hdf5WithOtherNamesOrOfManyPartsIsRefused() throws IOException {
    byte[] content = golden(HDF5);
    assertRefused(Archives.replaced(content, "scale", "scald"), "no data set 'scale'");
    byte[] deep = content.clone();
    deep[new String(content, StandardCharsets.ISO_8859_1).indexOf("TREE") + 5] = 1;
    assertRefused(deep, "not a small HDF5 file");
    assertRefused(java.util.Arrays.copyOf(content, 1 << 17), "not a small HDF5 file");
  }

  @Test
  @Timeout(600)
  void mutationsAreReadOrRefusedInWords() throws IOException {
    for (String name : List.of(NPY, HDF5, DICT)) {
      int[] read = new int[1];
      Mutations.of(
          golden(name),
          2000,
          name.length(),
          mutant -> {
            try {
              BandStatistics.read(mutant, "mutant");
              read[0]++;
            } catch (ConfigException e) {
              assertThat(e).hasMessageContaining("mutant");
            }
          });
      assertThat(read[0]).as("variants of %s that were read", name).isBetween(1, 1999);
    }
  }
}
