package dev.vocoder.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Device;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DefaultModelTest {

  @Test
  void itIsSmallAndTellsWhereItComesFrom() throws IOException {
    try (InputStream resource = DefaultModel.class.getResourceAsStream("default-model.pth")) {
      assertThat(resource.readAllBytes().length).isLessThan(3_000_000);
    }
    GeneratorCheckpoint model = DefaultModel.read();
    assertThat(model.melFormat()).isEqualTo(MelFormat.HIFIGAN);
    assertThat(model.parameterCount()).isEqualTo(925_985);
    assertThat(model.provenance())
        .containsEntry("dataset", "630 recordings, 2629 s")
        .containsEntry("seed", "1234");
    assertThat(model.provenance().get("command")).startsWith("vocoder train --config docs/");
  }

  @Test
  void itVocodesTheBundledClip() {
    Waveform speech = Waveform.read(Path.of("../docs/speech.wav"));
    MelExtractor extractor = MelExtractor.of(MelFormat.HIFIGAN);
    MelSpectrogram mel = extractor.extract(speech);
    try (Vocoder vocoder = Vocoder.loadDefault()) {
      assertThat(vocoder).isInstanceOf(NeuralVocoder.class);
      assertThat(vocoder.device()).isEqualTo(Device.cpu());
      Waveform wave = vocoder.melToWave(mel);
      assertThat(wave.length()).isEqualTo(mel.frames() * 256);
      float[] original = mel.values();
      float[] again = extractor.extract(wave).values();
      double sum = 0;
      for (int i = 0; i < original.length; i++) {
        sum += Math.abs(original[i] - again[i]);
      }
      assertThat(sum / original.length).isLessThan(0.68); // a synthetic voice, unlike any it learnt
    }
  }
}
