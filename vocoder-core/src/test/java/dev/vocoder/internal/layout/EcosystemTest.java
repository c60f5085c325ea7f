package dev.vocoder.internal.layout;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.LogScale;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.MelFormat.Window;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.safetensors.SafetensorsWriter;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.multiband.PqmfFilters;
import dev.vocoder.network.multiband.PqmfSynthesis;
import dev.vocoder.testing.EcosystemModel;
import dev.vocoder.testing.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that the code of other ecosystems wrote, and the waves it made with them. */
class EcosystemTest {
  @TempDir Path folder;

  static List<EcosystemModel> models() {
    return EcosystemModel.all();
  }

  private static EcosystemModel model(String name) {
    return models().stream()
        .filter(one -> one.toString().startsWith(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertGoldenWave(EcosystemModel model, Vocoder vocoder, double tolerance) {
    assertClose(vocoder.melToWave(model.mel(vocoder)).samples(), model.wave(), tolerance);
  }

  @Test
  void thereAreTwentyNine() {
    assertThat(models()).hasSize(29);
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesTheWaveOfItsOwnCode(EcosystemModel model) throws IOException {
    try (Vocoder vocoder = model.open(model.copyTo(folder))) {
      assertGoldenWave(model, vocoder, 1e-4);
    }
  }

  /** Some programs compute a BigVGAN's filters and do not save them. */
  @ParameterizedTest
  @ValueSource(strings = {"bigvgan-v1-published", "bigvgan-v2"})
  void aBigVganWithoutItsFiltersGivesTheSameWave(String name) throws IOException {
    EcosystemModel model = model(name + "/");
    Path file = model.copyTo(folder);
    StateDict weights = GeneratorCheckpoint.read(file, Optional.empty()).weights();
    Map<String, Tensor> without = new LinkedHashMap<>();
    weights.names().stream()
        .filter(tensor -> !tensor.endsWith(".filter"))
        .forEach(tensor -> without.put(tensor, weights.get(tensor)));
    assertThat(without).hasSizeLessThan(weights.names().size());
    PyTorchWriter.write(file, Map.of("generator", without));
    try (Vocoder vocoder = model.open(file)) {
      assertGoldenWave(model, vocoder, 1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void theFolderIsAsGoodAsTheFile(EcosystemModel model) throws IOException {
    model.copyTo(folder);
    try (Vocoder vocoder = model.open(folder)) {
      assertGoldenWave(model, vocoder, 1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void exportedItOpensByItselfAndSoundsTheSame(EcosystemModel model) throws IOException {
    GeneratorCheckpoint checkpoint =
        GeneratorCheckpoint.read(model.copyTo(folder), Optional.empty());
    Path exports = Files.createDirectory(folder.resolve("exports"));
    Path safetensors = exports.resolve("a.safetensors");
    Path pyTorch = exports.resolve("b.pth");
    SafetensorsWriter.write(safetensors, checkpoint.weights().tensors(), checkpoint.metadata());
    PyTorchWriter.write(pyTorch, checkpoint.toFile());
    try (Vocoder original = model.open(folder.resolve(model.file()))) {
      float[] wave = original.melToWave(model.mel(original)).samples();
      for (Path export : List.of(safetensors, pyTorch)) {
        try (Vocoder again = model.open(export)) {
          assertThat(again.melFormat()).isEqualTo(original.melFormat());
          assertClose(again.melToWave(model.mel(again)).samples(), wave, 1e-5);
        }
      }
    }
  }

  private MelFormat format(String name) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name.replace('/', '_')));
    return GeneratorCheckpoint.read(model(name).copyTo(own), Optional.empty()).melFormat();
  }

  @Test
  void melFormatsAreWhatTheFilesSay() throws IOException {
    MelFormat speechT5 = format("hf-speecht5-hifigan");
    assertThat(speechT5.withoutNormalization()).isEqualTo(MelFormat.SPEECHT5);
    assertThat(speechT5.normalization()).isPresent();
    assertThat(format("hf-fs2conformer-hifigan")).isEqualTo(MelFormat.PARALLEL_WAVEGAN);
    assertThat(format("coqui-hifigan")).isEqualTo(MelFormat.TACOTRON2);
    assertThat(format("pwg-hifigan").withoutNormalization()).isEqualTo(MelFormat.PARALLEL_WAVEGAN);
    assertThat(format("nemo-hifigan/"))
        .isEqualTo(
            MelFormat.HIFIGAN.toBuilder().magnitudeFloor(0).window(Window.HANN_SYMMETRIC).build());
    assertThat(format("speechbrain-hifigan")).isEqualTo(MelFormat.TACOTRON2);
    assertThat(format("pwg-melgan/").withoutNormalization())
        .isEqualTo(
            MelFormat.PARALLEL_WAVEGAN.toBuilder()
                .sampleRate(24_000)
                .fftSize(512)
                .windowSize(240)
                .hopSize(60)
                .build());
  }

  @Test
  void aRangeForAllBandsIsANormalisation() throws IOException {
    MelFormat format = format("coqui-melgan");
    assertThat(format.logScale()).isEqualTo(LogScale.DECIBEL);
    assertThat(format.framing()).isEqualTo(Framing.CENTERED);
    assertThat(format.fMin()).isEqualTo(50);
    assertThat(format.logFloor())
        .isCloseTo(1e-4, within(1e-12)); // -80 dB, the lower end of the range
    Normalization range = format.normalization().orElseThrow();
    // From -80 to 20 dB to -4 to 4.
    assertThat(range.mean()).hasSize(80).containsOnly(-30f);
    assertThat(range.scale()).hasSize(80).containsOnly(12.5f);
  }

  @Test
  void statisticsAreTakenFromEitherFile() throws IOException {
    EcosystemModel model = model("pwg-hifigan");
    Path file = model.copyTo(folder);
    MelFormat hdf5 = GeneratorCheckpoint.read(file, Optional.empty()).melFormat();
    Files.delete(folder.resolve("stats.h5"));
    Files.copy(Golden.path("formats/pwg-hifigan/stats.npy"), folder.resolve("stats.npy"));
    assertThat(GeneratorCheckpoint.read(file, Optional.empty()).melFormat()).isEqualTo(hdf5);

    Files.delete(folder.resolve("stats.npy"));
    assertThatThrownBy(() -> Vocoder.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("statistics");
    try (Vocoder vocoder = Vocoder.builder().checkpoint(file).normalizedMels(true).load()) {
      assertThat(vocoder.melFormat()).isEqualTo(MelFormat.PARALLEL_WAVEGAN);
    }
  }

  @Test
  void aMelThatIsNormalisedAlreadyIsTakenAsItIs() throws IOException {
    EcosystemModel model = model("coqui-mbmelgan");
    EcosystemModel normalized =
        new EcosystemModel(
            model.folder(), model.file(), model.beside(), "mel.npy", true, model.waveFile());
    try (Vocoder vocoder = normalized.open(normalized.copyTo(folder))) {
      assertThat(vocoder.melFormat().normalization()).isPresent();
      assertGoldenWave(normalized, vocoder, 1e-4);
    }
  }

  @Test
  void theCallerKnowsTheMelsBetter() throws IOException {
    Path file = model("hf-fs2conformer-hifigan").copyTo(folder);
    try (Vocoder vocoder =
        Vocoder.builder().checkpoint(file).melFormat(MelFormat.TACOTRON2).load()) {
      assertThat(vocoder.melFormat()).isEqualTo(MelFormat.TACOTRON2);
    }
    Vocoder.Builder otherHop =
        Vocoder.builder()
            .checkpoint(file)
            .melFormat(MelFormat.HIFIGAN.toBuilder().hopSize(300).build());
    assertThatThrownBy(otherHop::load)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("300");
  }

  @Test
  void aJointModelsVocoderIsFoundUnderItsPrefix() throws IOException {
    GeneratorCheckpoint alone =
        GeneratorCheckpoint.read(model("hf-fs2conformer-hifigan").copyTo(folder), Optional.empty());
    Map<String, Object> joint = new LinkedHashMap<>();
    joint.put("model.encoder.weight", alone.weights().get("conv_pre.bias"));
    alone
        .weights()
        .names()
        .forEach(
            name ->
                joint.put(
                    "vocoder." + name.replace("ups.", "upsampler."), alone.weights().get(name)));
    Path file = folder.resolve("joint.bin");
    PyTorchWriter.write(file, joint);
    Files.writeString(
        folder.resolve("joint.json"),
        """
        {"model_type": "fastspeech2_conformer_with_hifigan",
         "model_config": {"model_type": "fastspeech2_conformer"},
         "vocoder_config": %s}
        """
            .formatted(Files.readString(folder.resolve("config.json"))));
    GeneratorCheckpoint found =
        GeneratorCheckpoint.read(file, Optional.of(folder.resolve("joint.json")));
    assertThat(found.config()).isEqualTo(alone.config());
    assertThat(found.melFormat()).isEqualTo(alone.melFormat());
  }

  @Test
  void aCheckpointOfCoquisHoldsItsConfig() throws IOException {
    EcosystemModel model = model("coqui-hifigan/checkpoint_1000");
    Path file = model.copyTo(folder);
    Files.delete(folder.resolve("config.json"));
    try (Vocoder vocoder = Vocoder.load(file)) {
      assertGoldenWave(model, vocoder, 1e-4);
    }
  }

  @Test
  void withoutItsConfigItSaysWhatIsMissing() throws IOException {
    for (Map.Entry<String, String> wanted :
        Map.of(
                "hf-speecht5-hifigan", "config.json",
                "pwg-hifigan", "config.yml",
                "speechbrain-hifigan", "hyperparams.yaml")
            .entrySet()) {
      Path own = Files.createDirectory(folder.resolve(wanted.getKey()));
      Path file = model(wanted.getKey()).copyTo(own);
      Files.delete(own.resolve(wanted.getValue()));
      assertThatThrownBy(() -> Vocoder.load(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(wanted.getValue());
    }
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    Path file = model("speechbrain-hifigan").copyTo(folder);
    Path config = folder.resolve("hyperparams.yaml");
    Files.writeString(config, Files.readString(config).replace("[8, 8, 2, 2]", "[8, 8, 2, 2, 2]"));
    assertThatThrownBy(() -> Vocoder.load(file)).isInstanceOf(ConfigException.class);
    Files.writeString(
        config,
        Files.readString(config)
            .replace("[8, 8, 2, 2, 2]", "[8, 8, 2, 2]")
            .replace("[3, 7, 11]", "[3, 7, 9]"));
    assertThatThrownBy(() -> Vocoder.load(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("resblocks.2");
  }

  @Test
  void whatIsAnotherNetworkIsNamed() throws IOException {
    Path file = folder.resolve("pytorch_model.bin");
    Tensor tensor = new Tensor(new int[] {1}, new float[1]);
    for (Map.Entry<String, String> network :
        Map.of(
                "backbone.convnext.0.gamma", "it seems to be a Vocos",
                "unheard.of", "it has the tensors unheard.of")
            .entrySet()) {
      PyTorchWriter.write(file, Map.of(network.getKey(), tensor));
      assertThatThrownBy(() -> Vocoder.load(file))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(network.getValue());
    }
  }

  @Test
  void aHifiGanWithinAJointModelOfEspnetIsFound() throws IOException {
    EcosystemModel model = model("pwg-hifigan");
    Path alone = model.copyTo(folder);
    Map<String, Object> joint = new LinkedHashMap<>();
    joint.put("tts.generator.text2mel.encoder.bias", new Tensor(new int[] {1}, new float[1]));
    Map<?, ?> root = (Map<?, ?>) PyTorchFile.read(alone).root();
    ((Map<?, ?>) ((Map<?, ?>) root.get("model")).get("generator"))
        .forEach((name, tensor) -> joint.put("tts.generator.vocoder." + name, tensor));
    Path file = Files.createDirectory(folder.resolve("espnet")).resolve("train.pth");
    PyTorchWriter.write(file, joint);
    Files.writeString(
        file.resolveSibling("config.yaml"),
        """
        tts: joint_text2wav
        tts_conf:
          vocoder_type: hifigan_generator
          vocoder_params:
            in_channels: 80
            channels: 32
            upsample_scales: [8, 8, 2, 2]
            upsample_kernel_sizes: [16, 16, 4, 4]
        feats_extract_conf:
          fs: 22050
          n_fft: 1024
          hop_length: 256
          win_length: null
          n_mels: 80
          fmin: 80
          fmax: 7600
        """);
    GeneratorCheckpoint found = GeneratorCheckpoint.read(file, Optional.empty());
    GeneratorCheckpoint expected = GeneratorCheckpoint.read(alone, Optional.empty());
    assertThat(found.config()).isEqualTo(expected.config());
    assertThat(found.weights().names()).isEqualTo(expected.weights().names());
    assertThat(found.melFormat()).isEqualTo(expected.melFormat().withoutNormalization());
    assertThat(found.lacksStatistics()).isTrue(); // those of its acoustic model
  }

  private GeneratorCheckpoint asIfOfVersion(String name, String version) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name.replace('/', '_') + version));
    Path file = model(name).copyTo(own);
    Path config = own.resolve("config.yml");
    Files.writeString(
        config, Files.readString(config).replaceFirst("(?m)^version: .*$", "version: " + version));
    return GeneratorCheckpoint.read(file, Optional.empty());
  }

  @Test
  void filterBanksAreThoseOfTheVersionThatTrainedThem() throws IOException {
    assertThat(filterBank("0.4.2")).containsExactly(filterBank(0.15));
    assertThat(filterBank("0.4.3")).containsExactly(filterBank(0.142));
    assertThat(filterBank("null")).containsExactly(filterBank(0.15));
  }

  private float[] filterBank(String version) throws IOException {
    return asIfOfVersion("pwg-mbmelgan", version).weights().get("pqmf.weight").values();
  }

  private static float[] filterBank(double cutoff) {
    return PqmfSynthesis.weight(
        PqmfFilters.synthesis(4, PqmfFilters.TAPS, cutoff, PqmfFilters.BETA));
  }

  @Test
  void causalUpsamplingIsThatOfTheVersionThatTrainedIt() throws IOException {
    assertThat(upsampling("0.5.4")).isEqualTo(PaddingMode.ZEROS);
    assertThat(upsampling("0.5.5")).isEqualTo(PaddingMode.REPLICATE);
  }

  private PaddingMode upsampling(String version) throws IOException {
    MelGanConfig config = (MelGanConfig) asIfOfVersion("pwg-melgan-causal", version).config();
    return config.padding().upsamplingMode();
  }

  @Test
  void powersOfAMagnitudeThatNoMelFormatHasAreRefused() throws IOException {
    Path own = Files.createDirectory(folder.resolve("power"));
    Path file = model("nemo-hifigan/").copyTo(own);
    try (ModelFile model = ModelFile.open(file)) {
      String config =
          new String(model.beside("model_config.yaml").orElseThrow(), StandardCharsets.UTF_8);
      Path changed = own.resolve("changed.yaml");
      Files.writeString(changed, config.replaceFirst("mag_power: [0-9.]+", "mag_power: 1.5"));
      assertThatThrownBy(() -> GeneratorCheckpoint.read(file, Optional.of(changed)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("preprocessor.mag_power is 1.5; only 1 and 2 are known here");
    }
  }
}
