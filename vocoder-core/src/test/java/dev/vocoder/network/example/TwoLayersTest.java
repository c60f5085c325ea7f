package dev.vocoder.network.example;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.internal.script.OnnxGraph;
import dev.vocoder.network.Reach;
import dev.vocoder.testing.RandomModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new architecture is a package: nothing else knows it. */
class TwoLayersTest {
  private static final String CONFIG =
      """
      {
        "architecture": "two_layers", "channels": 6, "rate": 100,
        "num_mels": 20, "n_fft": 1024, "hop_size": 100, "win_size": 1024,
        "sampling_rate": 22050, "fmin": 0, "fmax": 8000
      }
      """;

  @TempDir private Path folder;

  private GeneratorCheckpoint saved() throws IOException {
    VocoderConfig config = VocoderConfig.of(ConfigFile.parse(CONFIG, "config.json"));
    GeneratorCheckpoint model = RandomModels.generator(config.generator());
    Path file = folder.resolve("generator");
    PyTorchWriter.write(file, Map.of("generator", model.weights().tensors()));
    Files.writeString(folder.resolve("config.json"), CONFIG);
    return GeneratorCheckpoint.read(file, Optional.empty());
  }

  @Test
  void configTellsSizesAndMelsAndSurvivesItsJson() {
    VocoderConfig config = VocoderConfig.of(ConfigFile.parse(CONFIG, "config.json"));
    assertThat(config.generator()).isEqualTo(new TwoLayersConfig(20, 6, 100));
    assertThat(config.melFormat())
        .isEqualTo(MelFormat.HIFIGAN.toBuilder().bands(20).hopSize(100).build());
    String text = ConfigFile.text(config.toMap());
    assertThat(VocoderConfig.of(ConfigFile.parse(text, "config.json"))).isEqualTo(config);
  }

  @Test
  void lengthsFollowFromTheProgram() {
    TwoLayersConfig config = new TwoLayersConfig(20, 6, 100);
    assertThat(config.hopSize()).isEqualTo(100);
    assertThat(config.samplesOf(7)).isEqualTo(700);
    assertThat(config.locality().reach()).isEqualTo(new Reach(1, 1));
    assertThat(config.leastFrames()).isEqualTo(1);
  }

  @Test
  void savedModelVocodesAsItsBlocksWholeOrInAStream() throws IOException {
    GeneratorCheckpoint model = saved();
    MelSpectrogram mel = RandomModels.mel(30, model.melFormat());
    try (Vocoder compiled = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu());
        VocoderStream stream = compiled.openStream()) {
      float[] whole = compiled.melToWave(mel).samples();
      assertThat(whole).hasSize(3000);
      assertClose(whole, blocks.melToWave(mel).samples(), 1e-5);
      Waveform first = stream.push(mel.slice(0, 11));
      Waveform second = stream.push(mel.slice(11, 30));
      Waveform rest = stream.finish();
      float[] streamed = Arrays.copyOf(first.samples(), whole.length);
      System.arraycopy(second.samples(), 0, streamed, first.length(), second.length());
      System.arraycopy(
          rest.samples(), 0, streamed, first.length() + second.length(), rest.length());
      assertThat(first.length() + second.length() + rest.length()).isEqualTo(whole.length);
      assertClose(streamed, whole, 1e-5);
    }
  }

  @Test
  void exportsToOnnx() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new OnnxGraph(saved()).writeTo(out);
    assertThat(ModelProto.parseFrom(out.toByteArray()).getGraph().getNodeList())
        .extracting(node -> node.getOpType())
        .containsExactly("ConvTranspose", "Pad", "Conv", "Tanh", "Squeeze");
  }
}
