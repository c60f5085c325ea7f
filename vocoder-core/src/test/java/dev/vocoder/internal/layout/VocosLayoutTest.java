package dev.vocoder.internal.layout;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.MelFormat.MelScale;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.safetensors.SafetensorsWriter;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.inference.ModelDescription;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.network.vocos.WaveNextConfig;
import dev.vocoder.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that the code of Vocos and WaveNeXt wrote, with the mels and waves it made. */
class VocosLayoutTest {
  private static final String F5 = "vocos-f5";
  private static final String WAVENEXT = "wavenext";

  @TempDir Path folder;

  private static Path golden(String folder, String name) {
    return Golden.path("formats/%s/%s".formatted(folder, name));
  }

  private static float[] array(String folder, String name) {
    return NpyArray.read(golden(folder, name)).values();
  }

  /** Copies a model and its config, and returns the model. */
  private Path copy(String name) throws IOException {
    Files.copy(golden(name, "config.yaml"), folder.resolve("config.yaml"));
    return Files.copy(golden(name, "pytorch_model.bin"), folder.resolve("pytorch_model.bin"));
  }

  private static Map<String, Object> tensors(Path file) {
    Map<String, Object> tensors = new LinkedHashMap<>();
    ((Map<?, ?>) PyTorchFile.read(file).root())
        .forEach((name, tensor) -> tensors.put((String) name, tensor));
    return tensors;
  }

  private static GeneratorCheckpoint read(Path file) {
    return GeneratorCheckpoint.read(file, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "vocos-mel-center, mel.npy, wave.npy",
    "vocos-f5, mel.npy, wave.npy",
    "vocos-f5, mel_f5.npy, wave_f5.npy",
    "wavenext, mel.npy, wave.npy",
    "sherpa-onnx-vocos, mel.npy, wave.npy"
  })
  void givesTheWaveOfItsOwnCodeToFiveDigits(String name, String mel, String wave)
      throws IOException {
    try (Vocoder vocoder = Vocoder.load(copy(name))) {
      MelSpectrogram input = MelSpectrogram.read(golden(name, mel), vocoder.melFormat());
      assertClose(vocoder.melToWave(input).samples(), array(name, wave), 1e-5);
    }
  }

  @Test
  void configTellsNetworkAndMels() throws IOException {
    GeneratorCheckpoint f5 = read(copy(F5));
    assertThat(f5.config())
        .isEqualTo(
            new VocosConfig(
                new ConvNextSizes(100, 16, 48, 3, true), 1024, 256, SpectrumPadding.CENTER));
    assertThat(f5.melFormat()).isEqualTo(MelFormat.VOCOS);
    Files.delete(folder.resolve("config.yaml"));
    Files.delete(folder.resolve("pytorch_model.bin"));

    GeneratorCheckpoint waveNext = read(copy(WAVENEXT));
    assertThat(waveNext.config())
        .isEqualTo(new WaveNextConfig(new ConvNextSizes(80, 24, 72, 2, true), 402, 100));
    assertThat(waveNext.melFormat())
        .isEqualTo(
            MelFormat.HIFIGAN.toBuilder()
                .fftSize(400)
                .windowSize(400)
                .hopSize(100)
                .magnitudeFloor(0)
                .build());
  }

  @Test
  void configMayLeaveOutWhatItsForkAddedAndSayNull() throws IOException {
    Path file = copy(WAVENEXT);
    Path config = folder.resolve("config.yaml");
    String text = Files.readString(config);
    Files.writeString(
        config,
        text.replaceFirst("(?m)^    f_max: 8000$", "    f_max: null")
            .replaceFirst("(?m)^    padding: same\n    f_min: 0$", "    padding: center")
            .replaceFirst("(?m)^    norm: slaney\n    mel_scale: slaney\n    clip_val: 1e-5$", ""));
    assertThat(read(file).melFormat())
        .isEqualTo(
            MelFormat.VOCOS.toBuilder()
                .sampleRate(22_050)
                .fftSize(400)
                .windowSize(400)
                .hopSize(100)
                .bands(80)
                .fMax(11_025)
                .build());
    Files.writeString(config, text.replaceFirst("mel_scale: slaney", "mel_scale: bark"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("mel_scale is \"bark\"; known are htk and slaney.");
    Files.writeString(config, text.replaceFirst("norm: slaney", "norm: 2"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("norm is 2; known are slaney and null.");
    Files.writeString(config, text.replaceFirst("hop_length: 100", "hop_length: 50"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("hop_length is 100 of the head, but 50 of the feature extractor");
  }

  @Test
  void melsAreThoseOfItsOwnExtractor() {
    float[] audio = array(F5, "audio.npy");
    MelSpectrogram mel = MelExtractor.of(MelFormat.VOCOS).extract(Waveform.of(audio, 24_000));
    assertThat(mel.frames()).isEqualTo(31);
    assertSameEnergies(mel, array(F5, "mel.npy"));
    MelFormat f5 = MelFormat.VOCOS.toBuilder().logFloor(1e-5).build();
    MelSpectrogram raised = MelExtractor.of(f5).extract(Waveform.of(audio, 24_000));
    assertSameEnergies(raised, array(F5, "mel_f5.npy"));
    MelFormat waveNext =
        MelFormat.VOCOS.toBuilder()
            .sampleRate(22_050)
            .fftSize(400)
            .windowSize(400)
            .hopSize(100)
            .bands(80)
            .fMax(8000)
            .framing(Framing.ALIGNED)
            .melScale(MelScale.SLANEY)
            .melNorm(MelNorm.SLANEY)
            .logFloor(1e-5)
            .build();
    Waveform wave = Waveform.of(array(WAVENEXT, "audio.npy"), 22_050);
    assertSameEnergies(MelExtractor.of(waveNext).extract(wave), array(WAVENEXT, "mel.npy"));
  }

  /** Near silence the rounding of their transform in single precision shows in the logarithm. */
  private static void assertSameEnergies(MelSpectrogram mel, float[] expected) {
    float[] actual = mel.values();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      double energy = Math.exp(expected[i]);
      assertThat(Math.exp(actual[i])).isCloseTo(energy, within(1e-5 + 1e-5 * energy));
    }
  }

  @Test
  void aMelOfAHigherFloorIsTakenAsItIs() throws IOException {
    MelFormat f5 = MelFormat.VOCOS.toBuilder().logFloor(1e-5).build();
    MelSpectrogram mel = MelSpectrogram.read(golden(F5, "mel_f5.npy"), f5);
    try (Vocoder vocoder = Vocoder.load(copy(F5))) {
      assertClose(vocoder.melToWave(mel).samples(), array(F5, "wave_f5.npy"), 1e-5);
    }
  }

  @Test
  void aWaveIsAHopShorterThanItsMelAndEmptyOfOneFrame() throws IOException {
    try (Vocoder vocoder = Vocoder.load(copy(F5))) {
      assertThat(vocoder.samplesOf(0)).isZero();
      assertThat(vocoder.samplesOf(1)).isZero();
      assertThat(vocoder.samplesOf(31)).isEqualTo(30 * 256);
      MelSpectrogram mel = MelSpectrogram.read(golden(F5, "mel.npy"), vocoder.melFormat());
      assertThat(vocoder.melToWave(mel.slice(0, 1)).length()).isZero();
      assertThat(vocoder.melToWave(mel.slice(0, 2)).length()).isEqualTo(256);
      try (VocoderStream stream = vocoder.openStream()) {
        assertThat(stream.push(mel.slice(0, 1)).length()).isZero();
        assertThat(stream.finish().length()).isZero();
      }
    }
  }

  @Test
  void waveNextIsCutOffAtFullScale() throws IOException {
    try (Vocoder vocoder = Vocoder.load(copy(WAVENEXT))) {
      MelSpectrogram mel = MelSpectrogram.read(golden(WAVENEXT, "mel.npy"), vocoder.melFormat());
      float[] wave = vocoder.melToWave(mel).samples();
      assertThat(wave).hasSize(mel.frames() * 100).contains(1f);
      for (float sample : wave) {
        assertThat(sample).isBetween(-1f, 1f);
      }
    }
  }

  @Test
  void vocosIsNotCutOff() throws IOException {
    Path file = copy(F5);
    Map<String, Object> tensors = tensors(file);
    float[] bias = ((Tensor) tensors.get("head.out.bias")).values();
    for (int bin = 0; bin < 513; bin++) {
      bias[bin] += (float) Math.log(3);
    }
    tensors.put("head.out.bias", new Tensor(new int[] {bias.length}, bias));
    PyTorchWriter.write(file, tensors);
    try (Vocoder vocoder = Vocoder.load(file)) {
      MelSpectrogram mel = MelSpectrogram.read(golden(F5, "mel.npy"), vocoder.melFormat());
      float peak = 0;
      for (float sample : vocoder.melToWave(mel).samples()) {
        peak = Math.max(peak, sample);
      }
      assertThat(peak).isGreaterThan(1.2f); // of 0.5
    }
  }

  @Test
  void aTrainingsCheckpointAndConfigOpenToo() throws IOException {
    Path model = copy(F5);
    Map<String, Object> state = new LinkedHashMap<>();
    Tensor other = new Tensor(new int[] {2}, new float[2]);
    state.put("multiperioddisc.discriminators.0.convs.0.bias", other);
    state.putAll(tensors(model));
    state.put("multiresddisc.discriminators.0.band_convs.0.0.bias", other);
    state.put("melspec_loss.mel_spec.spectrogram.window", other);
    Path file = folder.resolve("vocos_checkpoint_epoch=2_step=9_val_loss=4.1.ckpt");
    PyTorchWriter.write(
        file, Map.of("state_dict", state, "epoch", "2", "hyper_parameters", Map.of("lr", "1e-3")));
    Files.delete(model);
    Path config = folder.resolve("config.yaml");
    String nested = Files.readString(config).indent(4);
    Files.writeString(
        config, "seed_everything: 4444\nmodel:\n  class_path: VocosExp\n  init_args:\n" + nested);
    try (Vocoder vocoder = Vocoder.load(file)) {
      MelSpectrogram mel = MelSpectrogram.read(golden(F5, "mel.npy"), vocoder.melFormat());
      assertClose(vocoder.melToWave(mel).samples(), array(F5, "wave.npy"), 1e-5);
    }
  }

  @Test
  void aStateDictAloneOfThePublishedBandsNeedsNoConfig() throws IOException {
    Path model = copy(F5);
    GeneratorCheckpoint configured = read(model);
    Files.delete(folder.resolve("config.yaml"));
    Path bare = folder.resolve("Vocos.pt");
    Files.move(model, bare);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors(bare).forEach((name, tensor) -> tensors.put(name, (Tensor) tensor));
    Path safetensors = folder.resolve("Vocos.safetensors");
    SafetensorsWriter.write(safetensors, tensors, Map.of());
    for (Path file : List.of(bare, safetensors)) {
      GeneratorCheckpoint found = read(file);
      assertThat(found.config()).isEqualTo(configured.config());
      assertThat(found.melFormat()).isEqualTo(MelFormat.VOCOS);
      assertThat(found.notes()).singleElement().asString().contains("Assumed", "24 kHz");
    }
  }

  @Test
  void othersDo() throws IOException {
    for (String name : List.of("sherpa-onnx-vocos", WAVENEXT)) {
      Path file = folder.resolve(name + ".bin");
      Files.copy(golden(name, "pytorch_model.bin"), file);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("config.yaml");
    }
  }

  @Test
  void whatTakesNoMelIsRefusedByName() throws IOException {
    Path file = copy("vocos-encodec-style");
    assertRefused(file, CheckpointException.class, "is a Vocos of EnCodec's tokens");
    Files.delete(folder.resolve("config.yaml"));
    assertRefused(file, CheckpointException.class, "is a Vocos of EnCodec's tokens");
  }

  @ParameterizedTest
  @CsvSource({
    "feature_extractors.MelSpectrogramFeatures, feature_extractors.EncodecFeatures,"
        + " feature_extractor is",
    "models.VocosBackbone, models.VocosResNetBackbone, backbone is",
    "heads.ISTFTHead, heads.IMDCTCosHead, head is"
  })
  void otherPartsAreRefusedByName(String usual, String other, String message) throws IOException {
    Path file = copy(F5);
    Path config = folder.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace(usual, other));
    assertRefused(file, ConfigException.class, message + " \"vocos." + other + "\"");
  }

  @Test
  void anotherBackboneIsNamed() throws IOException {
    Path file = folder.resolve("pytorch_model.bin");
    Tensor tensor = new Tensor(new int[] {1, 1, 1}, new float[1]);
    PyTorchWriter.write(
        file,
        Map.of(
            "backbone.embed.weight", tensor,
            "backbone.resnet.0.convs1.0.weight", tensor,
            "head.out.weight", tensor));
    assertRefused(file, CheckpointException.class, "a Vocos of another backbone or head");
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() throws IOException {
    Path file = copy(F5);
    Path config = folder.resolve("config.yaml");
    String text = Files.readString(config);
    for (Map.Entry<String, String> wrong :
        Map.of(
                "n_fft: 1024", "n_fft: 65536",
                "num_layers: 3", "num_layers: 100000",
                "dim: 16", "dim: 0",
                "hop_length: 256", "hop_length: 900")
            .entrySet()) {
      Files.writeString(config, text.replace(wrong.getKey(), wrong.getValue()));
      assertRefused(file, ConfigException.class, "Unusable Vocos config: ");
    }
    Files.writeString(config, text.replace("num_layers: 3", "num_layers: 4"));
    assertRefused(file, CheckpointException.class, "convnext.3");
  }

  private static void assertRefused(
      Path file, Class<? extends VocoderException> type, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(type)
        .hasMessageContaining(message)
        .satisfies(refusal -> assertThat(refusal.getMessage()).endsWith("."));
  }

  @Test
  void itSaysWhatItIs() throws IOException {
    ModelDescription f5 = ModelDescription.of(copy(F5), Optional.empty());
    assertThat(f5.fileKind()).endsWith(", Vocos");
    assertThat(f5.architecture()).isEqualTo("Vocos");
    assertThat(f5.reach().widest()).isEqualTo(3 * (1 + 3) + 2);
    assertThat(f5.details())
        .containsExactly(
            "backbone: 3 ConvNeXt blocks of 16 channels, 48 inside",
            "head: inverse transform of 1024 every 256 samples, padding center; 256 samples fewer"
                + " than frames x hop");
    Files.delete(folder.resolve("config.yaml"));
    Files.delete(folder.resolve("pytorch_model.bin"));
    ModelDescription waveNext = ModelDescription.of(copy(WAVENEXT), Optional.empty());
    assertThat(waveNext.architecture()).isEqualTo("WaveNeXt");
    assertThat(waveNext.reach().widest()).isEqualTo(3 * (1 + 2));
    assertThat(waveNext.details()).contains("head: 402 channels, 100 samples of each frame");
  }
}
