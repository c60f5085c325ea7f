package dev.vocoder.internal.container.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.testing.Archives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX files that are not what they say, and tensors that lie in other files. */
@Timeout(20)
class OnnxContainerTest {
  @TempDir Path temporary;

  private Path folder() throws IOException {
    return Files.createDirectories(temporary.resolve("model"));
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder().resolve("a.onnx"), content);
  }

  private static ModelProto.Builder model(TensorProto.Builder tensor) {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setProducerName("test");
    model.getGraphBuilder().addInitializer(tensor);
    return model;
  }

  private static byte[] plain(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static TensorProto.Builder tensor(long... dimensions) {
    return TensorProto.newBuilder()
        .setName("w")
        .setDataType(1)
        .addAllDims(Arrays.stream(dimensions).boxed().toList());
  }

  private static TensorProto.Builder external(String... entries) {
    TensorProto.Builder tensor = tensor(2).setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (int i = 0; i < entries.length; i += 2) {
      tensor.addExternalData(
          StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
    }
    return tensor;
  }

  private float[] read(TensorProto.Builder tensor) throws IOException {
    try (ModelFile file = ModelFile.open(write(model(tensor).build().toByteArray()))) {
      Object view = ((Map<?, ?>) file.root()).get("onnx.0.weight");
      return file.read(Map.of("w", (TensorView) view)).get("w").values();
    }
  }

  private void assertRefused(TensorProto.Builder tensor, String... parts) throws IOException {
    assertRefused(model(tensor).build().toByteArray(), parts);
  }

  private void assertRefused(byte[] content, String... parts) throws IOException {
    Path file = write(content);
    assertThatThrownBy(() -> ModelFile.open(file).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
  }

  @Test
  void tensorsMayLieInFilesOfTheFolderOrBelowIt() throws IOException {
    Files.write(folder().resolve("a.data"), plain(7, 1, 2, 8));
    assertThat(read(external("location", "a.data", "offset", "4", "length", "8")))
        .containsExactly(1, 2);
    assertThat(read(external("location", "a.data"))).containsExactly(7, 1);
    Files.createDirectory(folder().resolve("weights"));
    Files.write(folder().resolve("weights/w"), plain(3, 4));
    assertThat(read(external("location", "weights/w", "checksum", "?"))).containsExactly(3, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "weights/../../secret",
        "..",
        "./secret",
        "/etc/passwd",
        "C:\\secret",
        "C:secret",
        "..\\secret",
        "weights//secret",
        "secret\0",
        "",
      })
  void filesOutsideTheFolderAreRefused(String location) throws IOException {
    Files.write(temporary.resolve("secret"), plain(1, 2));
    Files.write(folder().resolve("secret"), plain(1, 2));
    assertRefused(external("location", location), "which leads out of the model's folder");
  }

  @Test
  void anAbsoluteNameOfAFileInTheFolderIsRefused() throws IOException {
    Path file = Files.write(folder().resolve("a.data"), plain(1, 2));
    assertRefused(
        external("location", file.toAbsolutePath().toString()),
        "which leads out of the model's folder");
  }

  @Test
  void linksOutOfTheFolderAreRefused() throws IOException {
    Path secret = Files.write(temporary.resolve("secret"), plain(1, 2));
    Files.createSymbolicLink(folder().resolve("a.data"), secret);
    assertRefused(
        external("location", "a.data"), "'a.data', which leads out of the model's folder");
    Files.createSymbolicLink(folder().resolve("up"), temporary);
    assertRefused(external("location", "up/secret"), "which leads out of the model's folder");
    Files.write(folder().resolve("b.data"), plain(5, 6));
    Files.createSymbolicLink(folder().resolve("c.data"), Path.of("b.data"));
    assertThat(read(external("location", "c.data"))).containsExactly(5, 6);
  }

  @Test
  void otherFilesAreReadWithinTheirBounds() throws IOException {
    assertRefused(external("location", "a.data"), "'a.data', which is not there");
    Files.createDirectory(folder().resolve("d"));
    assertRefused(external("location", "d"), "'d', which is not a regular file");
    Files.write(folder().resolve("a.data"), plain(1, 2));
    assertRefused(
        external("location", "a.data", "offset", "4"),
        "'a.data', which is too short for tensor 'w'");
    assertRefused(
        external("location", "a.data", "offset", "999999999999999999"), "which is too short");
    assertRefused(external("location", "a.data", "offset", "-8"), "offset of tensor 'w' is '-8'");
    assertRefused(
        external("location", "a.data", "length", "4"), "dimensions [2] has 4 bytes of data");
    assertRefused(
        external("location", "a.data").clearDims().addDims(1L << 40), "which is too short");
  }

  @Test
  void anArchiveHoldsNoSecondFile() throws IOException {
    byte[] content = model(external("location", "a.data")).build().toByteArray();
    assertRefused(
        Archives.tar(Map.of("a.onnx", content, "a.data", plain(1, 2))),
        "another file of the archive, 'a.data'; unpack it first");
  }

  @Test
  void dimensionsAreHeldAgainstTheData() throws IOException {
    ByteString two = ByteString.copyFrom(plain(1, 2));
    assertThat(read(tensor(2, 1).setRawData(two))).containsExactly(1, 2);
    assertRefused(tensor(3).setRawData(two), "tensor 'w' of dimensions [3] has 8 bytes of data");
    assertRefused(tensor(Long.MAX_VALUE, Long.MAX_VALUE).setRawData(two), "has 8 bytes of data");
    assertRefused(tensor(1L << 62, 4).setRawData(two), "has 8 bytes of data");
    assertRefused(tensor(1L << 40, 0), "a tensor's size is 1099511627776");
    assertRefused(tensor(-2, -1).setRawData(two), "a negative dimension");
    assertRefused(tensor(2), "tensor 'w' has no data");
    assertRefused(tensor(2).setRawData(two).addFloatData(1), "tensor 'w' has data twice");
    assertRefused(tensor(2).addInt64Data(1).addInt64Data(2), "data of another type");
    assertRefused(tensor(2).setDataType(8), "type 8, which is not read here");
    assertRefused(tensor(2).setDataType(7).addInt64Data(1), "fewer numbers");
    assertThat(read(tensor(2).setDataType(7).addInt64Data(-1).addInt64Data(1L << 40)))
        .containsExactly(-1, 0x1p40f);
    assertThatThrownBy(() -> read(tensor(1).setDataType(7).addInt64Data(1).addInt64Data(2)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("more numbers than its dimensions say");
    assertThatThrownBy(() -> read(tensor(2).setDataType(6).addInt32Data(300)))
        .isInstanceOf(CheckpointException.class);
  }

  @ParameterizedTest
  @CsvSource({"0.2", "0.5", "0.9", "0.999"})
  void aTruncatedFileIsCutShort(double part) throws IOException {
    byte[] whole =
        model(tensor(200).setRawData(ByteString.copyFrom(plain(new float[200]))))
            .build()
            .toByteArray();
    assertRefused(Arrays.copyOf(whole, (int) (whole.length * part)), "it is cut short");
  }

  @Test
  void aFileWithoutWeightsIsNamed() throws IOException {
    assertRefused(
        ModelProto.newBuilder().setIrVersion(8).setProducerName("x").build().toByteArray(),
        "it seems to be an ONNX model, but has no weights");
  }

  @Test
  void whatIsNoProtobufIsDamaged() throws IOException {
    assertRefused(
        new byte[] {8, 8, 0x12, 0, 0x0b}, "damaged (at byte 5, a field is of the type 3)");
    assertRefused(new byte[] {8, 8, 0x12, 0, 0x00, 0}, "a field has the number 0");
    assertRefused(new byte[] {8, 8, 0x12, 0, 0x38, 1}, "field 7 is of the type 0 instead of 2");
    byte[] endless = new byte[30];
    Arrays.fill(endless, (byte) 0x80);
    endless[0] = 8;
    endless[1] = 8;
    endless[2] = 0x12;
    endless[3] = 0;
    endless[4] = 0x40;
    assertRefused(endless, "a number has more than ten bytes");
    // A graph of two bytes whose only field claims nine.
    assertRefused(
        new byte[] {8, 8, 0x12, 0, 0x3a, 2, 0x12, 9, 0x12, 0, 0x12, 0},
        "a field is longer than what it is part of");
  }

  @Test
  void whatAFileSaysOfItselfIsBounded() throws IOException {
    ByteArrayOutputStream nodes = new ByteArrayOutputStream();
    for (int i = 0; i < 60_000; i++) {
      nodes.write(0x0a); // an operation
      nodes.write(0);
    }
    assertRefused(graph(nodes.toByteArray()), "too many operations");

    byte[] long17 = new byte[17 << 20];
    Arrays.fill(long17, (byte) 'x');
    ModelProto.Builder named = model(tensor(1).addFloatData(1));
    named.getGraphBuilder().addNodeBuilder().setNameBytes(ByteString.copyFrom(long17));
    assertRefused(named.build().toByteArray(), "describes itself in more than 16777216 bytes");

    ModelProto.Builder wide = model(tensor(1).addFloatData(1));
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      inputs.add("w");
    }
    wide.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType("Sum").addAllInput(inputs));
    assertRefused(wide.build().toByteArray(), "too many values");
  }

  /** A model of a graph that is longer than 127 bytes. */
  private static byte[] graph(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {8, 8, 0x12, 0, 0x3a});
    for (int left = content.length; left > 0; left >>>= 7) {
      out.write(left > 127 ? (left & 0x7f) | 0x80 : left);
    }
    out.write(content);
    return out.toByteArray();
  }

  @Test
  void deepNestingIsNotFollowed() throws IOException {
    byte[] inner = new byte[0];
    for (int depth = 0; depth < 20_000; depth++) { // a graph in an attribute of a graph
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int field : new int[] {0x32, 0x2a, 0x0a}) {
        byte[] before = out.size() == 0 ? inner : out.toByteArray();
        out.reset();
        out.write(field);
        for (int left = before.length; ; left >>>= 7) {
          out.write(left > 127 ? (left & 0x7f) | 0x80 : left);
          if (left <= 127) {
            break;
          }
        }
        out.write(before);
      }
      inner = out.toByteArray();
      if (inner.length > 60_000) {
        break;
      }
    }
    assertRefused(graph(inner), "has no weights");
  }

  @Test
  void valuesAreMadeOnceAndBeforeTheyAreTaken() throws IOException {
    ModelProto.Builder early = model(tensor(1).addFloatData(1));
    early.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType("Neg").addInput("y"));
    assertRefused(early.build().toByteArray(), "value 'y' is taken, but nothing before makes it");

    ModelProto.Builder twice = model(tensor(1).addFloatData(1));
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("Neg").addInput("w").addOutput("y");
    twice.getGraphBuilder().addNode(node).addNode(node.clone().setOpType("Abs"));
    assertRefused(twice.build().toByteArray(), "value 'y' is made twice");

    ModelProto.Builder same = model(tensor(1).addFloatData(1));
    same.getGraphBuilder().addInitializer(tensor(1).addFloatData(2));
    assertRefused(same.build().toByteArray(), "it has two tensors 'w'");
  }
}
