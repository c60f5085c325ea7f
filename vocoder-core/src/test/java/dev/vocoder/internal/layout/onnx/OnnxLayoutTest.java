package dev.vocoder.internal.layout.onnx;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.internal.script.OnnxGraph;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.RandomModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX models: one as sherpa-onnx publishes them, and our own of every architecture. */
class OnnxLayoutTest {
  private static final String GOLDEN = "formats/sherpa-onnx-hifigan/";
  private static final String VOCOS = "formats/sherpa-onnx-vocos/";

  @TempDir Path folder;

  private static MelSpectrogram goldenMel() {
    return MelSpectrogram.read(Golden.path(GOLDEN + "mel.npy"), MelFormat.HIFIGAN);
  }

  private Path golden() throws IOException {
    return Files.copy(Golden.path(GOLDEN + "hifigan_tiny.onnx"), folder.resolve("a.onnx"));
  }

  @Test
  void opensByItsPathAndGivesTheWaveOfItsOwnCode() throws IOException {
    try (Vocoder vocoder = Vocoder.load(golden())) {
      assertThat(vocoder.melFormat()).isEqualTo(MelFormat.HIFIGAN);
      float[] expected = NpyArray.read(Golden.path(GOLDEN + "wave.npy")).values();
      assertClose(vocoder.melToWave(goldenMel()).samples(), expected, 1e-5);
    }
  }

  @Test
  void isTheNetworkOfItsPyTorchFile() throws IOException {
    GeneratorCheckpoint onnx = GeneratorCheckpoint.read(golden(), Optional.empty());
    GeneratorCheckpoint torch =
        GeneratorCheckpoint.read(
            Golden.path(GOLDEN + "generator_tiny"),
            Optional.of(Golden.path(GOLDEN + "config.json")));
    assertThat(onnx.config()).isEqualTo(torch.config());
    assertThat(onnx.melFormat()).isEqualTo(torch.melFormat());
    assertSameWeights(onnx, torch);
    assertThat(onnx.fileKind()).isEqualTo("ONNX model, by its graph");
    assertThat(onnx.notes()).singleElement().asString().contains("Assumed");
    assertThat(onnx.provenance()).containsEntry("maintainer", "reference");
  }

  @Test
  void aConfigBesideItTellsTheMels() throws IOException {
    Files.copy(Golden.path(GOLDEN + "config.json"), folder.resolve("config.json"));
    GeneratorCheckpoint model = GeneratorCheckpoint.read(golden(), Optional.empty());
    assertThat(model.melFormat()).isEqualTo(MelFormat.HIFIGAN);
    assertThat(model.notes()).isEmpty();
  }

  @Test
  void opensFromAFolderWithoutWeightsAndFromAnArchive() throws IOException {
    byte[] content = Files.readAllBytes(golden());
    assertThat(GeneratorCheckpoint.read(folder, Optional.empty()).fileKind())
        .isEqualTo("ONNX model, by its graph");
    Path archive = folder.resolve("b.tar.gz");
    Files.write(archive, Archives.gzip(Archives.tar(Map.of("model.onnx", content))));
    assertThat(GeneratorCheckpoint.read(archive, Optional.empty()).fileKind())
        .isEqualTo("tar archive (gzip) with an ONNX model, by its graph");
  }

  private Path vocos() throws IOException {
    return Files.copy(Golden.path(VOCOS + "vocos_tiny.onnx"), folder.resolve("v.onnx"));
  }

  private void describeVocosMels() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{sampling_rate: 22050, num_mels: 80, n_fft: 1024, hop_size: 256, win_size: 1024, fmax:"
            + " 8000}");
  }

  @Test
  void aVocosGivesTheWaveOfItsOwnCode() throws IOException {
    describeVocosMels();
    try (Vocoder vocoder = Vocoder.load(vocos())) {
      MelSpectrogram mel = MelSpectrogram.read(Golden.path(VOCOS + "mel.npy"), vocoder.melFormat());
      float[] expected = NpyArray.read(Golden.path(VOCOS + "wave.npy")).values();
      assertThat(expected).hasSize((mel.frames() - 1) * 256);
      assertClose(vocoder.melToWave(mel).samples(), expected, 1e-5);
    }
  }

  @Test
  void theMelsOfAVocosAreAskedFor() throws IOException {
    Path file = vocos();
    assertThatThrownBy(() -> GeneratorCheckpoint.read(file, Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("(80 bands, hop 256, sample rate 22050); put a config.json");
    describeVocosMels();
    GeneratorConfig config = GeneratorCheckpoint.read(file, Optional.empty()).config();
    assertThat(config)
        .isEqualTo(
            new VocosConfig(
                new ConvNextSizes(80, 32, 64, 2, true), 1024, 256, SpectrumPadding.CENTER));
  }

  @Test
  void aVocosOfAnotherTransformOrGraphIsRefused() throws IOException {
    describeVocosMels();
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(vocos()));
    assertThat(read(withMetadata(model, Map.of())).config().hopSize()).isEqualTo(256);
    assertRefused(withMetadata(model, Map.of("center", "0")), "center is '0'; only 1 is known");
    assertRefused(
        withMetadata(model, Map.of("n_fft", "512")), "n_fft is '512'; only 1024 is known");
    assertRefused(
        withMetadata(model, Map.of("hop_length", "x")), "sizes make no network", "hop_length is 0");
    ModelProto.Builder epsilon = model.toBuilder();
    node(epsilon, "/backbone/norm/Constant_1")
        .getAttributeBuilder(0)
        .getTBuilder()
        .setRawData(ByteString.copyFrom(new byte[] {0, 0, 0, 0x3f}));
    assertRefused(epsilon.build(), "'/backbone/norm/Add'", "where Add of it and 9.99");
    ModelProto.Builder half = model.toBuilder();
    node(half, "/Constant_3")
        .getAttributeBuilder(0)
        .getTBuilder()
        .setRawData(ByteString.copyFrom(new byte[] {3, 0, 0, 0, 0, 0, 0, 0}));
    assertRefused(half.build(), "where Slice from channel 0 to 513 is expected");
    ModelProto.Builder outputs = model.toBuilder();
    outputs.getGraphBuilder().getOutputBuilder(0).setName("x");
    outputs.getGraphBuilder().getOutputBuilder(1).setName("mag");
    assertRefused(outputs.build(), "where Mul of it and 'x' is expected");
  }

  @Test
  void theHalvesOfAVocosMayBeSplit() throws IOException {
    describeVocosMels();
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(vocos())).toBuilder();
    GeneratorCheckpoint expected = read(model.build());
    List<NodeProto> nodes = model.getGraph().getNodeList();
    GraphProto.Builder graph = model.getGraphBuilder().clearNode();
    for (NodeProto node : nodes) {
      if (node.getName().equals("/Slice")) {
        graph.addNode(
            NodeProto.newBuilder()
                .setOpType("Split")
                .addInput(node.getInput(0))
                .addOutput("/Slice_output_0")
                .addOutput("/Slice_1_output_0")
                .addAttribute(AttributeProto.newBuilder().setName("axis").setI(1)));
      } else if (!node.getName().matches("/(Slice_1|Shape|Gather|Add|Div|Mul|Mul_1)")) {
        graph.addNode(node);
      }
    }
    assertSameWeights(read(model.build()), expected);
    ModelProto.Builder other = model.build().toBuilder();
    NodeProto.Builder split =
        other.getGraphBuilder().getNodeBuilderList().stream()
            .filter(node -> node.getOpType().equals("Split"))
            .findFirst()
            .orElseThrow();
    split.addAttribute(AttributeProto.newBuilder().setName("split").addInts(512).addInts(514));
    assertRefused(other.build(), "computes Split", "where Slice from channel 0 to 513 is expected");
  }

  private static NodeProto.Builder node(ModelProto.Builder model, String name) {
    return model.getGraphBuilder().getNodeBuilderList().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static List<GeneratorConfig> architectures() {
    return RandomModels.architectures();
  }

  private static ModelProto exported(GeneratorCheckpoint model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new OnnxGraph(model).writeTo(bytes);
    return ModelProto.parseFrom(bytes.toByteArray());
  }

  private Path write(ModelProto model) throws IOException {
    return Files.write(folder.resolve("model.onnx"), model.toByteArray());
  }

  private GeneratorCheckpoint read(ModelProto model) throws IOException {
    return GeneratorCheckpoint.read(write(model), Optional.empty());
  }

  private static void assertSameWeights(GeneratorCheckpoint actual, GeneratorCheckpoint expected) {
    assertThat(actual.weights().names())
        .containsExactlyInAnyOrderElementsOf(expected.weights().names());
    for (String name : expected.weights().names()) {
      if (name.matches(".*\\.act\\.(alpha|beta)")) { // the graph has what is computed of these
        assertClose(
            actual.weights().get(name).values(), expected.weights().get(name).values(), 1e-6);
        continue;
      }
      assertThat(actual.weights().get(name).sameAs(expected.weights().get(name))).as(name).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void ourOwnExportIsReadBack(GeneratorConfig config) throws IOException {
    GeneratorCheckpoint model = RandomModels.generator(config);
    GeneratorCheckpoint again = read(exported(model));
    assertThat(again.config()).isEqualTo(config);
    assertThat(again.melFormat()).isEqualTo(model.melFormat());
    assertThat(again.notes()).isEmpty();
    assertSameWeights(again, model);
  }

  @Test
  void aBigVganIsReadBackOfItsOperationsOnly() throws IOException {
    ModelProto linear = exported(RandomModels.generator(RandomModels.UNUSUAL_BIGVGAN));
    String expected = "a snake before it whose numbers are those of a BigVGAN is expected";
    assertRefused(withNumber(linear, name -> name.endsWith(".act.alpha.b"), 3), expected);
    ModelProto model = exported(RandomModels.generator(RandomModels.SMALL_BIGVGAN));
    assertRefused(withNumber(model, name -> name.endsWith(".act.alpha.a"), -1), expected);
    assertRefused(withNumber(model, name -> name.endsWith(".act.alpha.b"), -1), expected);
    assertRefused(
        withNumber(model, name -> name.endsWith(".act.alpha.b"), 0), "has infinite or NaN values");
    assertRefused(
        withNumber(model, name -> name.startsWith("filter."), 1),
        "where ConvTranspose of stride 2, pads [15, 15] and one filter for 32 channels");
    ModelProto.Builder stride = model.toBuilder();
    node(stride, node -> node.getOpType().equals("Conv") && node.getInputCount() == 2)
        .getAttributeBuilderList()
        .forEach(
            each -> {
              if (each.getName().equals("strides")) {
                each.setInts(0, 1);
              }
            });
    assertRefused(stride.build(), "where Conv of stride 2, pads [0, 0] and one filter");
    assertRefused(withMetadata(model, Map.of()), "is not built like a HiFi-GAN or a Vocos");
  }

  @Test
  void aSpectrumThatIsJoinedOtherwiseIsRefused() throws IOException {
    ModelProto vocos = exported(RandomModels.generator(RandomModels.VOCOS));
    for (int wrong = 1; wrong < 4; wrong++) { // where its last slice begins, ends, and its axis
      ModelProto.Builder model = vocos.toBuilder();
      GraphProto.Builder graph = model.getGraphBuilder();
      NodeProto slice =
          graph.getNodeList().stream()
              .filter(node -> node.getOpType().equals("Slice"))
              .reduce((first, last) -> last)
              .orElseThrow();
      String name = slice.getInput(wrong);
      graph.getInitializerBuilderList().stream()
          .filter(tensor -> tensor.getName().equals(name))
          .forEach(tensor -> tensor.setInt64Data(0, tensor.getInt64Data(0) - 1));
      assertRefused(model.build(), "where Slice in time from 512 to -512 is expected");
    }
    ModelProto shorter = exported(RandomModels.generator(RandomModels.SMALL_ISTFTNET));
    ModelProto.Builder edge = shorter.toBuilder();
    node(edge, node -> node.getOpType().equals("Pad"))
        .getAttributeBuilder(0)
        .setS(ByteString.copyFromUtf8("edge"));
    assertRefused(edge.build(), "where Pad of mode reflect by 1 and 0 is expected");
    assertRefused(withMetadata(shorter, Map.of()), "is expected");
  }

  private static ModelProto withNumber(ModelProto model, Predicate<String> tensor, float number) {
    ModelProto.Builder changed = model.toBuilder();
    TensorProto.Builder first =
        changed.getGraphBuilder().getInitializerBuilderList().stream()
            .filter(each -> tensor.test(each.getName()))
            .findFirst()
            .orElseThrow();
    float[] values = floats(first);
    values[0] = number;
    for (float value : values) {
      first.addFloatData(value);
    }
    return changed.build();
  }

  private static NodeProto.Builder node(ModelProto.Builder model, Predicate<NodeProto> which) {
    return model.getGraphBuilder().getNodeBuilderList().stream()
        .filter(node -> which.test(node.build()))
        .findFirst()
        .orElseThrow();
  }

  static Stream<GeneratorConfig> exports() {
    return Stream.of(
        RandomModels.SMALL,
        RandomModels.UNUSUAL,
        HifiGanConfig.V3,
        RandomModels.VOCOS,
        RandomModels.SMALL_BIGVGAN,
        RandomModels.UNUSUAL_BIGVGAN,
        RandomModels.UNUSUAL_ISTFTNET);
  }

  @ParameterizedTest
  @MethodSource("exports")
  void ourOwnExportGivesTheSameWave(GeneratorConfig config) throws IOException {
    GeneratorCheckpoint model = RandomModels.generator(config);
    MelSpectrogram mel = RandomModels.mel(12, model.melFormat());
    try (Vocoder ours = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        Vocoder again = Vocoder.load(write(exported(model)))) {
      assertClose(again.melToWave(mel).samples(), ours.melToWave(mel).samples(), 1e-6);
    }
  }

  @Test
  void anExportThatNormalisesMelsIsReadBackWithItsStatistics() throws IOException {
    GeneratorCheckpoint model =
        RandomModels.normalized(RandomModels.generator(RandomModels.UNUSUAL));
    GeneratorCheckpoint again = read(exported(model));
    assertThat(again.melFormat()).isEqualTo(model.melFormat());
    assertThat(again.melFormat().normalization()).isPresent();
    assertSameWeights(again, model);

    assertRefused(
        withMetadata(exported(model), Map.of()), "of its value 'mel' it computes Sub 'sub.0'");
  }

  /** A model whose config nothing tells. */
  private static ModelProto withMetadata(ModelProto model, Map<String, String> metadata) {
    ModelProto.Builder without = model.toBuilder().clearMetadataProps();
    metadata.forEach(
        (key, value) ->
            without.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return without.build();
  }

  static Stream<HifiGanConfig> symmetricHifiGans() {
    return RandomModels.architectures().stream()
        .filter(HifiGanConfig.class::isInstance)
        .map(HifiGanConfig.class::cast)
        .filter(config -> config.padding().equals(dev.vocoder.network.Padding.ZEROS));
  }

  @ParameterizedTest
  @MethodSource("symmetricHifiGans")
  void theGraphTellsTheSizes(HifiGanConfig config) throws IOException {
    ModelProto model = withMetadata(exported(RandomModels.generator(config)), Map.of());
    try (ModelFile file = ModelFile.open(write(model))) {
      assertThat(HifiGanGraph.sizes(file.program().orElseThrow())).contains(config);
    }
  }

  @Test
  void sizesMayBeInAnyOrderThatTheGraphAllows() throws IOException {
    HifiGanConfig config =
        HifiGanConfig.reference(
            80,
            16,
            List.of(16, 16),
            List.of(32, 32),
            RandomModels.SMALL.residualKind(),
            List.of(3, 3, 3),
            List.of(List.of(1, 3), List.of(1), List.of(1, 5, 2)));
    GeneratorCheckpoint model = RandomModels.generator(config);
    GeneratorCheckpoint again = read(withMetadata(exported(model), Map.of("sample_rate", "22050")));
    assertThat(again.config()).isEqualTo(config);
    assertSameWeights(again, model);
  }

  @Test
  void melsOfUnusualModelsAreAskedFor() throws IOException {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.UNUSUAL);
    Path file = write(withMetadata(exported(model), Map.of("sample_rate", "24000")));
    assertThatThrownBy(() -> GeneratorCheckpoint.read(file, Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("(20 bands, hop 300, sample rate 24000); put a config.json");
    Path config = folder.resolve("config.json");
    VocoderConfig vocoder = new VocoderConfig(model.config(), model.melFormat());
    Files.writeString(config, ConfigFile.text(vocoder.toMap()));
    assertThat(GeneratorCheckpoint.read(file, Optional.empty()).melFormat())
        .isEqualTo(model.melFormat());
    Files.writeString(
        config,
        "{sampling_rate: 24000, num_mels: 20, n_fft: 1200, hop_size: 300, win_size: 1200, fmin:"
            + " 50}");
    GeneratorCheckpoint again = GeneratorCheckpoint.read(file, Optional.empty());
    assertThat(again.config()).isEqualTo(model.config());
    assertThat(again.melFormat())
        .isEqualTo(
            MelFormat.builder()
                .sampleRate(24_000)
                .bands(20)
                .fftSize(1200)
                .hopSize(300)
                .windowSize(1200)
                .fMin(50)
                .fMax(12_000)
                .build());
  }

  /** Changes each tensor of the small model, and reads what becomes of it. */
  private GeneratorCheckpoint readWith(Consumer<TensorProto.Builder> change) throws IOException {
    ModelProto.Builder model = small().toBuilder();
    model.getGraphBuilder().getInitializerBuilderList().stream()
        .filter(tensor -> tensor.getDataType() == 1)
        .forEach(change);
    return read(model.build());
  }

  private static ModelProto small() throws IOException {
    return exported(RandomModels.generator(RandomModels.SMALL));
  }

  private static float[] floats(TensorProto.Builder tensor) {
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    tensor.clearRawData();
    return values;
  }

  @Test
  void tensorsAreReadInAnyFormat() throws IOException {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.SMALL);
    assertSameWeights(
        readWith(
            tensor -> {
              for (float value : floats(tensor)) {
                tensor.addFloatData(value);
              }
            }),
        model);
    assertSameWeights(
        readWith(
            tensor -> {
              for (float value : floats(tensor)) {
                tensor.addDoubleData(value);
              }
              tensor.setDataType(11);
            }),
        model);
    GeneratorCheckpoint halves =
        readWith(
            tensor -> {
              float[] values = floats(tensor);
              tensor.setDataType(10);
              byte[] bytes = dev.vocoder.internal.container.TensorFormat.FLOAT16.encode(values);
              if (values.length % 2 == 0) {
                tensor.setRawData(ByteString.copyFrom(bytes));
              } else {
                for (int i = 0; i < bytes.length; i += 2) {
                  tensor.addInt32Data((bytes[i] & 0xff) | (bytes[i + 1] & 0xff) << 8);
                }
              }
            });
    for (String name : model.weights().names()) {
      assertClose(halves.weights().get(name).values(), model.weights().get(name).values(), 1e-3);
    }
  }

  @Test
  void tensorsMayBeConstantsBehindOperationsThatPassThemOn() throws IOException {
    ModelProto.Builder model = small().toBuilder();
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Constant")
              .addOutput(tensor.getName() + "/constant")
              .addAttribute(AttributeProto.newBuilder().setName("value").setT(tensor)));
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Identity")
              .addInput(tensor.getName() + "/constant")
              .addOutput(tensor.getName()));
    }
    graph.addAllNode(model.getGraph().getNodeList());
    graph.addAllInput(model.getGraph().getInputList());
    graph.addAllOutput(model.getGraph().getOutputList());
    assertSameWeights(
        read(model.setGraph(graph).build()), RandomModels.generator(RandomModels.SMALL));
  }

  /** Operations whose results have no name feed nothing, themselves least of all. */
  @Test
  void resultsWithoutANameAreNoValues() throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(Golden.path(GOLDEN + "hifigan_tiny.onnx")))
            .toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    String wave =
        graph.getNodeList().stream()
            .filter(node -> node.getOpType().equals("Tanh"))
            .findFirst()
            .orElseThrow()
            .getOutput(0);
    List<NodeProto> upToTheWave =
        graph.getNodeList().stream()
            .filter(node -> !List.of("Clip", "Squeeze").contains(node.getOpType()))
            .toList();
    graph.clearNode().addAllNode(upToTheWave);
    graph.addNode(NodeProto.newBuilder().setOpType("Squeeze").addInput(wave).addOutput(""));
    graph.addNode(NodeProto.newBuilder().setOpType("Squeeze").addInput("").addOutput(""));
    graph.getOutputBuilder(0).setName(upToTheWave.get(0).getOutput(0));
    assertTimeoutPreemptively(
        Duration.ofMinutes(1), () -> assertRefused(model.build(), "where the output is expected"));
  }

  /** A file may have one tensor under thousands of names. */
  @Test
  void constantsAreReadOnlyAsOftenAsANetworkMayNeed() throws IOException {
    ModelProto.Builder model = small().toBuilder();
    int size = 1 << 22;
    model
        .getGraphBuilder()
        .addInitializer(
            TensorProto.newBuilder()
                .setName("large")
                .addDims(size)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(new byte[4 * size])));
    try (ModelFile file = ModelFile.open(write(model.build()))) {
      Search search = new Search(file, "network");
      assertThat(search.numbers("large")).as("more than a few").isEmpty();
      for (int i = 0; i < 16; i++) {
        assertThat(search.allNumbers("large")).hasSize(size);
      }
      assertThatThrownBy(() -> search.allNumbers("large"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("more constants than such a network has");
    }
  }

  private void assertRefused(ModelProto model, String... parts) throws IOException {
    Path file = write(model);
    assertThatThrownBy(() -> GeneratorCheckpoint.read(file, Optional.empty()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(parts);
  }

  private static ModelProto goldenWith(Predicate<NodeProto> which, Consumer<NodeProto.Builder> how)
      throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(Golden.path(GOLDEN + "hifigan_tiny.onnx")))
            .toBuilder();
    how.accept(
        model.getGraphBuilder().getNodeBuilderList().stream()
            .filter(node -> which.test(node.build()))
            .findFirst()
            .orElseThrow());
    return model.build();
  }

  private static void set(NodeProto.Builder node, String attribute, long value) {
    node.getAttributeBuilderList().stream()
        .filter(each -> each.getName().equals(attribute))
        .forEach(each -> each.setInts(0, value));
  }

  @Test
  void aGraphThatComputesSomethingElseIsRefused() throws IOException {
    Predicate<NodeProto> tanh = node -> node.getOpType().equals("Tanh");
    assertRefused(
        goldenWith(tanh, node -> node.setOpType("Sigmoid")),
        "it computes Sigmoid '/m/Tanh'",
        "where Tanh is expected");
    assertRefused(
        goldenWith(tanh, node -> node.setDomain("com.example")), "computes com.example.Tanh");
    Predicate<NodeProto> dilated = node -> node.getName().contains("resblocks.4/convs1.1/Conv");
    assertRefused(
        goldenWith(dilated, node -> set(node, "dilations", 2)),
        "Conv '/m/resblocks.4/convs1.1/Conv', dilations [2]",
        "where Conv with dilation 3, pads [9, 9] and a weight of (8, 8, 7) is expected");
    assertRefused(goldenWith(dilated, node -> set(node, "pads", 8)), "pads [8, 9]");
    assertRefused(goldenWith(dilated, node -> set(node, "strides", 2)), "strides [2]");
    assertRefused(
        goldenWith(
            dilated,
            node -> node.addAttribute(AttributeProto.newBuilder().setName("fused").setI(1))),
        "fused 1");
    assertRefused(
        goldenWith(
            node -> node.getName().equals("/m/LeakyRelu"),
            node -> node.getAttributeBuilder(0).setF(0.2f)),
        "where LeakyRelu with alpha 0.2 is expected");
    assertRefused(
        goldenWith(
            node -> node.getOpType().equals("Clip"),
            node -> node.setOpType("Neg").clearInput().addInput("/m/Tanh_output_0")),
        "where the output is expected");
  }

  @Test
  void aGraphThatComputesMoreIsRefused() throws IOException {
    ModelProto.Builder more = small().toBuilder();
    more.getGraphBuilder()
        .addNode(
            NodeProto.newBuilder().setOpType("Sin").setName("s").addInput("mel").addOutput("s"));
    assertRefused(more.build(), "computes more than a HiFi-GAN, which is not known here: Sin 's'.");

    ModelProto.Builder two = small().toBuilder();
    two.getGraphBuilder().addInputBuilder().setName("speaker");
    assertRefused(two.build(), "takes mel, speaker and makes audio");

    ModelProto.Builder other = ModelProto.newBuilder().setIrVersion(8).setProducerName("x");
    other
        .getGraphBuilder()
        .addInitializer(
            TensorProto.newBuilder().setName("w").setDataType(1).addDims(1).addFloatData(1))
        .addNode(
            NodeProto.newBuilder().setOpType("Mul").addInput("x").addInput("w").addOutput("y"));
    other.getGraphBuilder().addInputBuilder().setName("x");
    other.getGraphBuilder().addOutputBuilder().setName("y");
    assertRefused(other.build(), "its graph, of Mul, is not built like a HiFi-GAN or a Vocos");
  }

  @Test
  void aModelWithoutOneOfItsTensorsIsRefused() throws IOException {
    ModelProto.Builder model = small().toBuilder();
    model.getGraphBuilder().removeInitializer(4);
    assertRefused(model.build(), "' is taken, but nothing before makes it");
  }

  @Test
  void aModelThatComputesItsWeightsIsRefused() throws IOException {
    ModelProto.Builder model = small().toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addNode(
        0,
        NodeProto.newBuilder().setOpType("Neg").addInput("conv_pre.weight").addOutput("computed"));
    graph.getNodeBuilder(1).setInput(1, "computed");
    assertRefused(model.build(), "remove_weight_norm()");
  }

  @Test
  void aConfigOfAnotherNetworkIsRefused() throws IOException {
    Path config = folder.resolve("config.json");
    VocoderConfig other = new VocoderConfig(HifiGanConfig.V3, MelFormat.HIFIGAN);
    Files.writeString(config, ConfigFile.text(other.toMap()));
    assertThatThrownBy(() -> GeneratorCheckpoint.read(golden(), Optional.of(config)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(
            "where Conv with dilation 1, pads [3, 3] and a weight of (256, 80, 7)");
  }
}
