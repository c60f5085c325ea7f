package dev.vocoder.internal.container.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.VocoderException;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.PickleBuilder;
import dev.vocoder.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchFileTest {
  @TempDir Path folder;

  private Object root(byte[] content) throws IOException {
    return PyTorchFile.read(Files.write(folder.resolve("file.pth"), content)).root();
  }

  private Tensor tensor(String type, String dataHex, int count) throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .tensor(type, "0", count, 0, new long[] {count}, new long[] {1})
            .stop();
    return (Tensor) root(Archives.zip(pickle, Archives.hex(dataHex)));
  }

  @Test
  void readsTheGoldenGenerator() {
    PyTorchFile file = PyTorchFile.read(Golden.path("generator/tiny-v1.pth"));
    assertThat(file.kind()).isEqualTo(PyTorchFile.Kind.ZIP);
    assertThat(file.kind().description()).isEqualTo("PyTorch zip archive");
    StateDict generator = GeneratorCheckpoint.readWeights(Golden.path("generator/tiny-v1.pth"));
    assertThat(generator.names())
        .startsWith("conv_pre.bias", "conv_pre.weight_g", "conv_pre.weight_v", "ups.0.bias");
    assertThat(generator.get("conv_pre.weight_g").shape()).containsExactly(32, 1, 1);
    assertThat(generator.get("conv_pre.weight_v").shape()).containsExactly(32, 80, 7);
  }

  @Test
  void legacyStreamHoldsTheSameAsTheZipArchive() {
    PyTorchFile legacy = PyTorchFile.read(Golden.path("generator/tiny-v1-legacy.pth"));
    assertThat(legacy.kind()).isEqualTo(PyTorchFile.Kind.LEGACY);
    StateDict actual = GeneratorCheckpoint.readWeights(Golden.path("generator/tiny-v1-legacy.pth"));
    StateDict expected = GeneratorCheckpoint.readWeights(Golden.path("generator/tiny-v1.pth"));
    assertThat(actual.names()).containsExactlyElementsOf(expected.names());
    for (String name : expected.names()) {
      assertThat(actual.get(name).shape()).as(name).isEqualTo(expected.get(name).shape());
      assertThat(actual.get(name).values()).as(name).isEqualTo(expected.get(name).values());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FloatStorage, 0000803f000000c0, 1, -2",
    "DoubleStorage, 000000000000f03f00000000000000c0, 1, -2",
    "HalfStorage, 003c00c0, 1, -2",
    "HalfStorage, 01000084, 5.9604645e-8, -6.1035156e-5",
    "HalfStorage, ff7b00fc, 65504, -Infinity",
    "BFloat16Storage, 803f00c0, 1, -2",
    "LongStorage, 0100000000000000feffffffffffffff, 1, -2",
    "IntStorage, 01000000feffffff, 1, -2",
    "ShortStorage, 0100feff, 1, -2",
    "CharStorage, 01fe, 1, -2",
    "ByteStorage, 01fe, 1, 254",
    "BoolStorage, 0001, 0, 1",
  })
  void everyElementTypeBecomesFloat(String type, String data, float first, float second)
      throws IOException {
    assertThat(tensor(type, data, 2).values()).containsExactly(first, second);
  }

  @Test
  void bigEndianArchiveIsReadAsSuch() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(
        "m/data.pkl",
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
            .stop());
    entries.put("m/byteorder", "big".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    entries.put("m/data/0", Archives.hex("3f800000"));
    Tensor tensor = (Tensor) root(Archives.zip(entries, ZipEntry.DEFLATED));
    assertThat(tensor.values()).containsExactly(1);
  }

  @Test
  void stridedViewBecomesContiguous() throws IOException {
    // Elements 1.. of a 3 x 2 matrix, transposed: what weight.t()[:, 1:] saves.
    byte[] pickle =
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", 6, 2, new long[] {2, 2}, new long[] {1, 2})
            .stop();
    for (byte[] content :
        List.of(
            Archives.zip(pickle, Archives.little(0, 1, 2, 3, 4, 5)),
            Archives.legacy(pickle, 6, Archives.little(0, 1, 2, 3, 4, 5)))) {
      Tensor tensor = (Tensor) root(content);
      assertThat(tensor.shape()).containsExactly(2, 2);
      assertThat(tensor.values()).containsExactly(2, 4, 3, 5);
    }
  }

  @Test
  void scalarsEmptyTensorsAndThreeAxesAreRead() throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .ops("](")
            .tensor("FloatStorage", "0", 8, 3, new long[0], new long[0])
            .tensor("FloatStorage", "0", 8, 0, new long[] {0, 2}, new long[] {2, 1})
            .tensor("FloatStorage", "0", 8, 0, new long[] {2, 2, 2}, new long[] {1, 2, 4})
            .ops("e")
            .stop();
    List<?> tensors = (List<?>) root(Archives.zip(pickle, Archives.little(0, 1, 2, 3, 4, 5, 6, 7)));
    assertThat(((Tensor) tensors.get(0)).values()).containsExactly(3);
    assertThat(((Tensor) tensors.get(1)).values()).isEmpty();
    assertThat(((Tensor) tensors.get(2)).values()).containsExactly(0, 4, 2, 6, 1, 5, 3, 7);
  }

  @Test
  void sharedStorageIsDecodedOnce() throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .ops("](")
            .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
            .tensor("FloatStorage", "0", 2, 0, new long[] {1, 2}, new long[] {2, 1})
            .ops("e")
            .stop();
    List<?> tensors = (List<?>) root(Archives.zip(pickle, Archives.little(1, 2)));
    assertThat(((Tensor) tensors.get(0)).values()).isSameAs(((Tensor) tensors.get(1)).values());
  }

  @Test
  void plainValuesKeepTheirTypesAndOrder() throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .ops("}(")
            .text("b")
            .ops("K\7")
            .text("a")
            .raw('G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0)
            .text("none")
            .ops("N")
            .text("yes")
            .raw(0x88)
            .text("type")
            .global("torch", "float16")
            .text("size")
            .global("torch", "Size")
            .numbers(2, 3)
            .raw(0x85, 'R')
            .text("counter")
            .global("collections", "Counter")
            .ops("}K\1K\2s")
            .raw(0x85, 'R')
            .ops("u")
            .stop();
    Map<?, ?> map = (Map<?, ?>) root(Archives.zip(pickle, new byte[0]));
    assertThat(new ArrayList<Object>(map.keySet()))
        .containsExactly("b", "a", "none", "yes", "type", "size", "counter");
    assertThat(new ArrayList<Object>(map.values()))
        .containsExactly(7L, 0.5, null, true, "torch.float16", List.of(2L, 3L), Map.of(1L, 2L));
  }

  @Test
  void officialLegacyCheckpointIsRead() {
    Path file = SharedData.path("checkpoints/hifigan-lj-v2/generator_v2");
    PyTorchFile read = PyTorchFile.read(file);
    assertThat(read.kind()).isEqualTo(PyTorchFile.Kind.LEGACY);
    StateDict generator = GeneratorCheckpoint.readWeights(file);
    assertThat(generator.get("conv_pre.weight_v").shape()).containsExactly(128, 80, 7);
    assertThat(generator.folded().names())
        .allSatisfy(name -> assertThat(name).doesNotEndWith("_g"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v3"})
  void goldenGeneratorsAreRead(String name) {
    Path file = SharedData.path("golden/generator/" + name + ".pth");
    StateDict generator = GeneratorCheckpoint.readWeights(file);
    assertThat(generator.names()).contains("conv_pre.weight_g", "conv_post.weight_v");
  }

  @Test
  void trainingStateIsReadButIsNoGenerator() {
    Path path = SharedData.path("golden/training/do_00000003.pth");
    PyTorchFile file = PyTorchFile.read(path);
    Map<?, ?> root = (Map<?, ?>) file.root();
    assertThat(new ArrayList<Object>(root.keySet()))
        .contains("mpd", "msd", "optim_g", "optim_d", "steps", "epoch");
    assertThat(root.get("steps")).isInstanceOf(Long.class);
    assertThatThrownBy(() -> GeneratorCheckpoint.readWeights(path))
        .hasMessageContaining("do_00000003.pth holds discriminators and optimizers")
        .hasMessageContaining("g_");
  }

  @Test
  void everyFileOfOtherEcosystemsIsReadOrRefusedInWords() throws IOException {
    Path formats = SharedData.path("golden/formats");
    List<String> read = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(formats)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      try {
        assertThat(PyTorchFile.read(file).root()).isInstanceOf(Map.class);
        read.add(formats.relativize(file).toString());
      } catch (VocoderException e) {
        assertThat(e).hasMessageContaining(file.getFileName().toString());
        assertThat(file.toString())
            .doesNotContainPattern("(\\.pth|\\.pkl|\\.pt|\\.bin|\\.ckpt|\\.pth\\.tar|g_\\d+)$");
      }
    }
    assertThat(read).hasSizeGreaterThan(20);
  }
}
