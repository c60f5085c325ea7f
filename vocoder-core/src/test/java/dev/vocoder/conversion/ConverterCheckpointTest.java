package dev.vocoder.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderException;
import dev.vocoder.Voice;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.Mutations;
import dev.vocoder.testing.RandomConverters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConverterCheckpointTest {
  private static final MaskCycleGanGenerator.Config MASK = MaskCycleGanGenerator.Config.mask(16, 8);
  private static final List<Voice> TWO =
      List.of(
          RandomConverters.voice(0, MelFormat.HIFIGAN),
          RandomConverters.voice(1, MelFormat.HIFIGAN));

  @TempDir Path folder;

  private static List<ConversionGenerator.Config> generators() {
    return RandomConverters.generators();
  }

  private Path written(Map<String, Object> entries) {
    Path file = folder.resolve("g_00001000");
    PyTorchWriter.write(file, entries);
    return file;
  }

  @ParameterizedTest
  @MethodSource("generators")
  void whatTrainingWritesIsRead(ConversionGenerator.Config generator) {
    ConverterConfig config = RandomConverters.config(generator);
    Path file = written(RandomConverters.entries(config));
    ConverterCheckpoint read = ConverterCheckpoint.read(file, List.of());
    assertThat(read.config()).isEqualTo(config);
    assertThat(read.networks()).containsOnlyKeys(config.networks());
    assertThat(read.provenance()).containsEntry("steps", "1000");
    Map<String, Tensor> first = RandomConverters.weights(generator, 0).tensors();
    Map<String, Tensor> same = read.networks().get(config.networks().get(0)).tensors();
    assertThat(same).containsOnlyKeys(first.keySet());
    first.forEach((name, tensor) -> assertThat(tensor.sameAs(same.get(name))).isTrue());
    assertThat(read.parameterCount())
        .isEqualTo(
            config.networks().size()
                * first.values().stream().mapToLong(each -> each.values().length).sum());
  }

  @Test
  void theNewestFileOfARunIsTaken() throws IOException {
    RandomConverters.write(folder.resolve("g_00000500"), RandomConverters.config(MASK));
    ConverterConfig newest = RandomConverters.config(MaskCycleGanGenerator.Config.mask(16, 4));
    RandomConverters.write(folder.resolve("g_00001000"), newest);
    PyTorchWriter.write(folder.resolve("do_00001000"), Map.of("steps", 1000L));
    Files.writeString(folder.resolve("config.json"), "{}");
    assertThat(ConverterCheckpoint.read(folder, List.of()).config()).isEqualTo(newest);
  }

  @Test
  void publicFilesTellSizesAndOneDirection() {
    ConverterCheckpoint mask =
        ConverterCheckpoint.read(
            Golden.path("conversion/maskcyclegan/00003_generator_A2B.pth.tar"), TWO);
    assertThat(mask.config().generator()).isEqualTo(MaskCycleGanGenerator.Config.mask(80, 8));
    assertThat(mask.networks()).containsOnlyKeys("generator_A2B");
    assertThat(mask.fileKind()).isEqualTo("PyTorch zip archive, public code");
    ConverterCheckpoint cycle =
        ConverterCheckpoint.read(Golden.path("conversion/cyclegan-vc2/tiny.pth"), TWO);
    assertThat(cycle.config().generator()).isEqualTo(MaskCycleGanGenerator.Config.cycleGan2(80, 8));
    assertThat(cycle.networks()).containsOnlyKeys("generator_A2B");
    ConverterCheckpoint both =
        ConverterCheckpoint.read(Golden.path("conversion/maskcyclegan/initial.pth"), TWO);
    assertThat(both.networks()).containsOnlyKeys("generator_A2B", "generator_B2A");
  }

  @Test
  void theOtherDirectionOfCycleGan2IsTheSecond() {
    MaskCycleGanGenerator.Config sizes = MaskCycleGanGenerator.Config.cycleGan2(80, 4);
    Path file =
        written(Map.of("model_genB2A_state_dict", RandomConverters.weights(sizes, 1).tensors()));
    assertThat(ConverterCheckpoint.read(file, TWO).networks()).containsOnlyKeys("generator_B2A");
  }

  @Test
  void sizesOfPublicFilesAreFoundWhateverTheyAre() {
    for (MaskCycleGanGenerator.Config sizes :
        List.of(
            new MaskCycleGanGenerator.Config(
                80, 8, 3, true, MaskCycleGanGenerator.Config.Gating.HALVING, 0),
            new MaskCycleGanGenerator.Config(
                80, 6, 1, false, MaskCycleGanGenerator.Config.Gating.SELF, 0))) {
      Path file = written(Map.of("model_state", RandomConverters.weights(sizes, 1).tensors()));
      assertThat(ConverterCheckpoint.read(file, TWO).config().generator()).isEqualTo(sizes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aPublicFileNeedsTwoVoices(int count) {
    Path file = Golden.path("conversion/cyclegan-vc2/tiny.pth");
    assertThatThrownBy(() -> ConverterCheckpoint.read(file, TWO.subList(0, count)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("does not tell its voices; give the two")
        .hasMessageContaining("where %d are given", count);
  }

  @Test
  void aPublicFilesVoicesMustHaveItsBands() {
    MelFormat other = MelFormat.HIFIGAN.toBuilder().bands(64).build();
    List<Voice> voices =
        List.of(RandomConverters.voice(0, other), RandomConverters.voice(1, other));
    Path file = Golden.path("conversion/cyclegan-vc2/tiny.pth");
    assertThatThrownBy(() -> ConverterCheckpoint.read(file, voices))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("takes 80 bands, but its mels have 64");
  }

  @Test
  void aFileOfOursTellsItsVoicesItself() {
    Path file = written(RandomConverters.entries(RandomConverters.config(MASK)));
    assertThatThrownBy(() -> ConverterCheckpoint.read(file, TWO))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tells its voices itself (a, b)");
  }

  @Test
  void whatIsMissingOrOfAnotherShapeIsNamed() {
    Map<String, Object> entries = RandomConverters.entries(RandomConverters.config(MASK));
    Object first = entries.remove("generator_A2B");
    refused(written(entries), "has no network generator_A2B");
    Map<String, Object> changed = new LinkedHashMap<>(cast(first));
    changed.remove("conv1.bias");
    changed.put("lastConvLayer.bias", new Tensor(new int[] {2}, new float[2]));
    entries.put("generator_A2B", changed);
    assertThatThrownBy(() -> ConverterCheckpoint.read(written(entries), List.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("generator_A2B")
        .hasMessageContaining("conv1.bias")
        .hasMessageContaining("lastConvLayer.bias");
    entries.put("provenance", Map.of("config", "{\"voices\": []}"));
    refused(written(entries), "The config in " + folder.resolve("g_00001000"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> cast(Object map) {
    return (Map<String, Object>) map;
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> ConverterCheckpoint.read(file, List.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"generator/tiny-v1.pth", "formats/hf-speecht5-hifigan/model.safetensors"})
  void aVocoderIsNoConverter(String vocoder) {
    refused(Golden.path(vocoder), "is a vocoder, not a voice converter");
  }

  @Test
  void anythingElseIsNoConverterEither() {
    refused(written(Map.of("x", new Tensor(new int[] {1}, new float[1]))), "is no voice converter");
    refused(written(Map.of()), "is no voice converter");
    refused(folder.resolve("absent"), "no such file");
  }

  @ParameterizedTest
  @MethodSource("generators")
  void aConverterIsNoVocoder(ConversionGenerator.Config generator) {
    Path file = written(RandomConverters.entries(RandomConverters.config(generator)));
    isNoVocoder(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maskcyclegan/00003_generator_A2B.pth.tar",
        "maskcyclegan/initial.pth",
        "cyclegan-vc2/tiny.pth",
        "cyclegan-vc1/tiny.pth",
        "stargan-2d/initial.pth"
      })
  void aPublicConverterIsNoVocoder(String file) {
    isNoVocoder(Golden.path("conversion/" + file));
  }

  private static void isNoVocoder(Path file) {
    assertThatThrownBy(() -> Vocoder.load(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "%s is a voice converter, not a vocoder; open it with VoiceConverter.load or vocoder"
                + " convert.",
            file);
    assertThatThrownBy(() -> GeneratorCheckpoint.readWeights(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is a voice converter");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void filesWithAFewBytesWrongAreReadOrRefused(boolean ours) throws IOException {
    Path original =
        ours
            ? written(
                RandomConverters.entries(
                    RandomConverters.config(
                        new MaskCycleGanGenerator.Config(
                            16, 2, 1, true, MaskCycleGanGenerator.Config.Gating.SELF, 0))))
            : Golden.path("conversion/maskcyclegan/00003_generator_A2B.pth.tar");
    Path file = folder.resolve("mutant");
    AtomicInteger refused = new AtomicInteger();
    Mutations.of(
        Files.readAllBytes(original),
        500,
        7,
        mutant -> {
          try {
            Files.write(file, mutant);
            ConverterCheckpoint.read(file, ours ? List.of() : TWO);
          } catch (VocoderException e) {
            refused.incrementAndGet();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(refused.get()).isBetween(50, 500);
  }

  @Test
  void filesAreDescribedWithoutVoices() {
    ConverterDescription mask =
        ConverterDescription.of(Golden.path("conversion/maskcyclegan/00003_generator_A2B.pth.tar"))
            .orElseThrow();
    assertThat(mask.generator()).isEqualTo(MaskCycleGanGenerator.Config.mask(80, 8));
    assertThat(mask.voices()).isEmpty();
    assertThat(mask.melFormat()).isEmpty();
    assertThat(mask.networks()).containsExactly("generator_A2B");
    ConverterConfig config = RandomConverters.config(MASK);
    ConverterDescription ours =
        ConverterDescription.of(written(RandomConverters.entries(config))).orElseThrow();
    assertThat(ours.voices()).containsExactly("a", "b");
    assertThat(ours.melFormat()).contains(config.melFormat());
    assertThat(ours.provenance()).containsKey("steps");
    assertThat(ConverterDescription.of(Golden.path("generator/tiny-v1.pth")))
        .isEqualTo(Optional.empty());
  }
}
