package dev.vocoder.internal.container.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path folder;

  private Path write(String header, byte[] data) throws IOException {
    return Files.write(folder.resolve("file.bin"), Archives.safetensors(header, data));
  }

  private static Map<String, TensorView> views(ModelFile file) {
    Map<String, TensorView> views = new LinkedHashMap<>();
    ((Map<?, ?>) file.root()).forEach((name, view) -> views.put((String) name, (TensorView) view));
    return views;
  }

  private Tensor only(String header, byte[] data) throws IOException {
    try (ModelFile file = ModelFile.open(write(header, data))) {
      return file.read(views(file)).get("x");
    }
  }

  private void assertRefused(String header, byte[] data, String... words) throws IOException {
    Path path = write(header, data);
    assertThatThrownBy(() -> ModelFile.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("file.bin is not a usable model file")
        .hasMessageContainingAll(words);
  }

  @Test
  void goldenFileHoldsTheSameAsThePyTorchFileBesideIt() {
    Path path = Golden.path("formats/hf-speecht5-hifigan/model.safetensors");
    try (ModelFile file = ModelFile.open(path);
        ModelFile pickled = ModelFile.open(path.resolveSibling("pytorch_model.bin"))) {
      assertThat(file.kind()).isEqualTo("safetensors");
      assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
      StateDict actual = file.read(views(file));
      StateDict expected = pickled.read(views(pickled));
      assertThat(actual.names()).containsExactlyInAnyOrderElementsOf(expected.names());
      for (String name : expected.names()) {
        assertThat(actual.get(name).shape()).as(name).isEqualTo(expected.get(name).shape());
        assertThat(actual.get(name).values()).as(name).isEqualTo(expected.get(name).values());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 0000803f000000c0, 1, -2",
    "F64, 000000000000f03f00000000000000c0, 1, -2",
    "F16, 003c00c0, 1, -2",
    "BF16, 803f00c0, 1, -2",
    "I64, 0100000000000000feffffffffffffff, 1, -2",
    "I32, 01000000feffffff, 1, -2",
    "I16, 0100feff, 1, -2",
    "I8, 01fe, 1, -2",
    "U8, 01fe, 1, 254",
    "BOOL, 0001, 0, 1",
  })
  void everyElementTypeBecomesFloat(String type, String data, float first, float second)
      throws IOException {
    byte[] bytes = Archives.hex(data);
    Tensor read =
        only(
            "{\"x\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,%d]}}"
                .formatted(type, bytes.length),
            bytes);
    assertThat(read.values()).containsExactly(first, second);
  }

  @Test
  void scalarsEmptyTensorsAndAnyOrderAreRead() throws IOException {
    String header =
        "{\"b\":{\"data_offsets\":[4,12],\"shape\":[1,2],\"dtype\":\"F32\",\"extra\":[{}]},"
            + "\"none\":{\"dtype\":\"F32\",\"shape\":[0,2147483647],\"data_offsets\":[4,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}     ";
    try (ModelFile file = ModelFile.open(write(header, Archives.little(1, 2, 3)))) {
      assertThat(file.metadata()).isEmpty();
      StateDict read = file.read(views(file));
      assertThat(read.names()).containsExactly("b", "none", "a");
      assertThat(read.get("a").shape()).isEmpty();
      assertThat(read.get("a").values()).containsExactly(1);
      assertThat(read.get("b").values()).containsExactly(2, 3);
      assertThat(read.get("none").shape()).containsExactly(0, 2147483647);
    }
  }

  @Test
  void typesThatAreNotReadMatterOnlyToWhoAsks() throws IOException {
    String header =
        "{\"fine\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"odd\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,2],\"data_offsets\":[4,8]}}";
    try (ModelFile file = ModelFile.open(write(header, Archives.little(1, 2)))) {
      Map<String, TensorView> views = views(file);
      assertThat(views.get("odd").shape()).containsExactly(2, 2);
      assertThat(file.read(Map.of("fine", views.get("fine"))).get("fine").values())
          .containsExactly(1);
      assertThatThrownBy(() -> file.read(views))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContainingAll("file.bin", "'odd' is of type 'F8_E4M3'", "save it as F32");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | has 4 bytes of data instead of 8",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | begin at 4 where",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | where its tensors end at 4",
        "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | outside the file's 8 bytes",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | outside the file's 8 bytes",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | a size of tensor 'x' is -8",
        "{'x':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | a size of tensor 'x' is 2.0",
        "{'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | is no number",
        "{'x':{'dtype':'F32','shape':[4294967297],'data_offsets':[0,8]}} | instead of 17179869188",
        "{'x':{'dtype':'F32','shape':[999999999999999999,99],'data_offsets':[0,8]}} | instead of",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}} | lacks its dtype, shape or",
        "{'x':{'dtype':'F32','shape':[2]}} | lacks its dtype, shape or data_offsets",
        "{'x':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}} | the dtype of 'x'",
        "{'x':{'dtype':7,'shape':[2],'data_offsets':[0,8]}} | the dtype of 'x' is none",
        "{'x':[]} | header is damaged",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | header is damaged",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} {} | header is damaged",
        "{'x':{'dtype':'U8','shape':[8],'data_offsets':[0,8],'y':\u00ff}} | header is damaged",
        "{'__metadata__':{'a':1}} | its metadata 'a' is no text",
        "{'__metadata__':{},'__metadata__':{}} | two __metadata__",
      })
  void headersThatBreakTheFormatAreRefused(String header, String word) throws IOException {
    assertRefused(header.replace('\'', '"'), Archives.little(1, 2), word);
  }

  @Test
  void duplicatesAndOverlapsAreRefused() throws IOException {
    String one = "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    String other = "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    assertRefused("{" + one + "," + one + "}", Archives.little(1), "x");
    assertRefused("{" + one + "," + other + "}", Archives.little(1), "begin at 0 where");
    assertRefused(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[%s1],\"data_offsets\":[0,4]}}"
            .formatted("1,".repeat(20)),
        Archives.little(1),
        "21 axes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 100_000})
  void deepHeaderIsRefused(int depth) throws IOException {
    assertRefused("{\"x\":{\"y\":" + "[".repeat(depth), new byte[0], "header is damaged");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_001, 1000, Long.MAX_VALUE, -1})
  void headerLongerThanTheFileIsRefused(long length) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    byte[] content = start.put("{}      ".getBytes(StandardCharsets.US_ASCII)).array();
    Path path = Files.write(folder.resolve("file.bin"), content);
    assertThatThrownBy(() -> ModelFile.open(path)).isInstanceOf(CheckpointException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "FLOAT16", "BFLOAT16"})
  void whatIsWrittenIsReadBackBitForBit(TensorFormat format) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", new Tensor(new int[] {2, 2}, new float[] {1, -0.0f, 0.5f, -65_280}));
    tensors.put("scalar", new Tensor(new int[0], new float[] {0x1p-14f}));
    tensors.put("none", new Tensor(new int[] {3, 0}, new float[0]));
    tensors.put("\u00e9\"\u4e16", new Tensor(new int[] {1}, new float[] {2}));
    Path path = folder.resolve("out.safetensors");
    SafetensorsWriter.write(path, tensors, Map.of("config", "{\"a\": 1}"), format);
    try (ModelFile file = ModelFile.open(path)) {
      assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "config", "{\"a\": 1}"));
      StateDict read = file.read(views(file));
      assertThat(read.names()).containsExactly("none", "scalar", "z", "\u00e9\"\u4e16");
      for (String name : tensors.keySet()) {
        assertThat(read.get(name).shape()).isEqualTo(tensors.get(name).shape());
        assertThat(read.get(name).values()).containsExactly(tensors.get(name).values());
      }
    }
  }

  @Test
  void goldenTensorsAreWrittenAsPythonWritesThem() throws IOException {
    Path golden = Golden.path("formats/hf-speecht5-hifigan/model.safetensors");
    Path path = folder.resolve("out.safetensors");
    try (ModelFile file = ModelFile.open(golden)) {
      SafetensorsWriter.write(path, file.read(views(file)).tensors(), Map.of());
    }
    assertThat(path).hasSameBinaryContentAs(golden);
  }

  @Test
  void headerWhoseLengthBeginsAsAPickleDoesIsStillOne() throws IOException {
    Path file = folder.resolve("x");
    Map<String, Tensor> weights = Map.of("a", new Tensor(new int[] {1}, new float[] {7}));
    int length = 0;
    do {
      SafetensorsWriter.write(file, weights, Map.of("text", "x".repeat(length++)));
    } while (Files.readAllBytes(file)[0] != (byte) 0x80);
    try (ModelFile read = ModelFile.open(file)) {
      assertThat(read.kind()).isEqualTo("safetensors");
    }
  }

  @Test
  void tensorsCannotTakeTheNameOfTheMetadata() {
    Map<String, Tensor> weights = Map.of("__metadata__", new Tensor(new int[0], new float[1]));
    assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("x"), weights, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
