package dev.vocoder.internal.script;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.inference.MultiplyAdds;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.network.Reach;
import dev.vocoder.testing.EveryOperation;
import dev.vocoder.testing.ExactGraph;
import dev.vocoder.testing.RandomModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations of graphs, each in every kind of program. */
class OperationsTest {

  private static Vocoder compiled(GeneratorCheckpoint model) {
    return NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 20, 32})
  void programComputesWhatPlainSumsGive(int channels) {
    GeneratorCheckpoint model = RandomModels.generator(new EveryOperation(channels));
    try (Vocoder vocoder = compiled(model)) {
      for (int frames : new int[] {4, 5, 9, 30, 70}) { // three are mirrored
        MelSpectrogram mel = RandomModels.mel(frames, model.melFormat());
        float[] wave = vocoder.melToWave(mel).samples();
        assertThat(wave).hasSize((frames - 1) * 4);
        assertClose(wave, ExactGraph.wave(model, mel), 1e-5);
      }
    }
  }

  @Test
  void programInBlocksComputesWhatItDoesInOne() {
    GeneratorCheckpoint model = RandomModels.generator(new EveryOperation(32));
    MelSpectrogram mel = RandomModels.mel(60, model.melFormat());
    try (Vocoder vocoder = compiled(model)) {
      float[] whole = vocoder.melToWave(mel).samples();
      for (int chunk : new int[] {1, 3, 16, 59}) {
        float[] streamed = new float[whole.length];
        int given = 0;
        try (VocoderStream stream = vocoder.openStream()) {
          for (int from = 0; from < 60; from += chunk) {
            Waveform next = stream.push(mel.slice(from, Math.min(60, from + chunk)));
            System.arraycopy(next.samples(), 0, streamed, given, next.length());
            given += next.length();
          }
          Waveform rest = stream.finish();
          System.arraycopy(rest.samples(), 0, streamed, given, rest.length());
          assertThat(given + rest.length()).isEqualTo(whole.length);
        }
        assertClose(streamed, whole, 1e-5);
      }
    }
  }

  @Test
  void waveIsNeitherSilentNorAllAtItsLimits() {
    GeneratorCheckpoint model = RandomModels.generator(new EveryOperation(32));
    float[] wave = ExactGraph.wave(model, RandomModels.mel(60, model.melFormat()));
    int limited = 0;
    int audible = 0;
    for (float sample : wave) {
      limited += Math.abs(sample) == 0.5f ? 1 : 0;
      audible += Math.abs(sample) > 0.1f ? 1 : 0;
    }
    assertThat(limited).isBetween(1, wave.length / 2);
    assertThat(audible).isGreaterThan(wave.length / 2);
  }

  @Test
  void lengthsAndContextFollow() {
    EveryOperation network = new EveryOperation(8);
    assertThat(network.samplesOf(10)).isEqualTo(36);
    assertThat(network.extraSamples()).isEqualTo(-4);
    assertThat(network.leastFrames()).isEqualTo(4);
    // Frames: 1 of the input, 2, 4 and 1 of the kernels back, 1, 2, 0 and 3 ahead; then the filter,
    // which at a sample's place begins 6 samples earlier and ends 5 later.
    assertThat(network.locality().reach()).isEqualTo(new Reach(8 + 1, 6 + 2));
  }

  @Test
  void multiplicationsAreCounted() {
    long input = 20 * 8 * 3;
    long depthwise = 3 * 8 * 5;
    long filters = (4 + 4 + 1) * 12;
    assertThat(MultiplyAdds.perFrame(new EveryOperation(8))).isEqualTo(input + depthwise + filters);
    assertThat(MultiplyAdds.layers(new EveryOperation(8), true))
        .extracting(layer -> layer.shape().groups())
        .containsExactly(1, 8, 8, 8, 1, 1, 1);
  }
}
