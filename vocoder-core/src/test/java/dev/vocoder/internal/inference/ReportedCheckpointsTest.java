package dev.vocoder.internal.inference;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of the kinds that users report, and the waves that PyTorch makes with them. */
class ReportedCheckpointsTest {

  private static Path reported(String name) {
    return SharedData.path("cases/" + name);
  }

  @ParameterizedTest
  @CsvSource({"70-odd-ref/generator.pth, 4848", "80-hf-audioldm/pytorch_model.bin, 3872"})
  void aNetworkWhoseKernelsExceedItsRatesByOddNumbersMakesMoreSamples(String name, int samples) {
    Path file = Golden.path("reported/" + name);
    Path own = file.resolveSibling("mel.npy");
    Path mel = Files.exists(own) ? own : Golden.path("reported/mel.npy");
    float[] expected = NpyArray.read(file.resolveSibling("expected.npy")).values();
    assertThat(expected).hasSize(samples);
    try (Vocoder vocoder = Vocoder.load(file.getParent())) {
      MelSpectrogram frames = MelSpectrogram.read(mel, vocoder.melFormat());
      assertThat(vocoder.samplesOf(frames.frames())).isEqualTo(samples);
      assertThat(vocoder.samplesOf(0)).isZero();
      assertClose(vocoder.melToWave(frames).samples(), expected, 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-base",
        "03-orig_mod",
        "06-lightning",
        "09-nested-model",
        "15-namespace",
        "18-defaultdict",
        "40-device-dtype",
        "41-nobias-post",
        "62-cfg-named-config_v1",
        "70-odd-ref",
        "80-hf-audioldm",
        "82-hf-sharded"
      })
  void givesTheWaveOfPyTorch(String name) {
    Path folder = reported(name);
    Path own = folder.resolve("mel.npy");
    Path mel = Files.exists(own) ? own : folder.resolveSibling("mel.npy");
    try (Vocoder vocoder = Vocoder.load(folder)) {
      float[] wave = vocoder.melToWave(MelSpectrogram.read(mel, vocoder.melFormat())).samples();
      assertClose(wave, NpyArray.read(folder.resolve("expected.npy")).values(), 1e-4);
    }
  }

  @Test
  void aNetworkThatTakesThePitchIsNamed() {
    Path file = reported("34-nsf").resolve("generator.pth");
    assertThatThrownBy(() -> Vocoder.load(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("generator.pth", "NSF-HiFi-GAN", "pitch (F0) besides the mel");
  }

  @ParameterizedTest
  @CsvSource({"bomb.pt, would take many times the file's size", "provenance.pt, provenance.pt"})
  void aFileThatMultipliesItselfBySharingIsRefused(String name, String reason) {
    Path file = reported("shared-storage").resolve(name);
    Path config = reported("00-base").resolve("config.json");
    assertThatThrownBy(() -> Vocoder.builder().checkpoint(file).config(config).load())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(reason);
  }
}
