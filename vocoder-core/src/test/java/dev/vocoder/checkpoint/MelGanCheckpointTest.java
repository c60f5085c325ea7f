package dev.vocoder.checkpoint;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MelGanCheckpointTest {
  /** As the reference's {@code yaml.dump} of its arguments writes it. */
  private static final String ARGUMENTS =
      """
      !!python/object:argparse.Namespace
      batch_size: 16
      cond_disc: false
      data_path: !!python/object/apply:pathlib.PosixPath
      - data
      - corpus
      lambda_feat: 10
      load_path: null
      n_mel_channels: 80
      n_residual_layers: 3
      ndf: 16
      ngf: 4
      num_D: 3
      seq_len: 8192
      """;

  @TempDir Path folder;

  private Path checkpoint() throws IOException {
    return Files.copy(Golden.path("melgan/generator-ngf4.pt"), folder.resolve("netG.pt"));
  }

  private Path arguments(String text) throws IOException {
    return Files.writeString(folder.resolve("args.yml"), text);
  }

  @Test
  void bareStateDictGivesTheReferencesWave() throws IOException {
    try (Vocoder vocoder = Vocoder.load(checkpoint())) {
      assertThat(vocoder.melFormat()).isEqualTo(MelFormat.MELGAN);
      MelSpectrogram mel = MelSpectrogram.read(Golden.path("melgan/mel.npy"), MelFormat.MELGAN);
      assertClose(
          vocoder.melToWave(mel).samples(),
          NpyArray.read(Golden.path("melgan/wave.npy")).values(),
          1e-4);
    }
  }

  @Test
  void parametersAreNamedAndNumberedAsTheReferencesAre() {
    Path file = Golden.path("melgan/generator-ngf4.pt");
    StateDict saved = GeneratorCheckpoint.readWeights(file);
    MelGanConfig config = MelGanConfig.reference(80, 64, List.of(8, 8, 2, 2), 3);
    assertThat(BlockWeights.shapes(config.build(WeightForm.WEIGHT_NORM)).keySet())
        .containsExactlyElementsOf(saved.names());
  }

  @Test
  void sizesAreReadFromTheArgumentsOrFromTheTensors() throws IOException {
    Path file = checkpoint();
    MelGanConfig expected = MelGanConfig.reference(80, 64, List.of(8, 8, 2, 2), 3);
    assertThat(GeneratorCheckpoint.read(file, Optional.empty()).config()).isEqualTo(expected);
    Path arguments = arguments(ARGUMENTS);
    assertThat(GeneratorCheckpoint.read(file, Optional.empty()).config()).isEqualTo(expected);
    assertThat(VocoderConfig.read(arguments).generator()).isEqualTo(expected);
  }

  @Test
  void argumentsOfAnotherModelAreRefused() throws IOException {
    Path file = checkpoint();
    arguments(ARGUMENTS.replace("ngf: 4", "ngf: 8"));
    assertThatThrownBy(() -> GeneratorCheckpoint.read(file, Optional.empty()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("does not fit the configured network")
        .hasMessageContaining("[64, 80, 7] instead of [128, 80, 7]");
  }

  @Test
  void otherRatesAreReadFromTheTensors() throws IOException {
    MelGanConfig config = MelGanConfig.reference(20, 40, List.of(5, 4, 3), 2);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    BlockWeights.shapes(config.build(WeightForm.WEIGHT_NORM))
        .forEach((name, shape) -> tensors.put(name, ones(shape)));
    Path file = folder.resolve("netG.pt");
    PyTorchWriter.write(file, tensors);
    GeneratorCheckpoint model = GeneratorCheckpoint.read(file, Optional.empty());
    assertThat(model.config()).isEqualTo(config);
    assertThat(model.melFormat().hopSize()).isEqualTo(60);
    arguments(
        ARGUMENTS
            .replace("n_mel_channels: 80", "n_mel_channels: 20")
            .replace("ngf: 4", "ngf: 5")
            .replace("layers: 3", "layers: 2"));
    assertThat(GeneratorCheckpoint.read(file, Optional.empty()).config()).isEqualTo(config);
  }

  private static Tensor ones(int[] shape) {
    int size = 1;
    for (int length : shape) {
      size *= length;
    }
    float[] values = new float[size];
    Arrays.fill(values, 1);
    return new Tensor(shape, values);
  }

  @Test
  void discriminatorsAreToldFromAGenerator() {
    Path file = folder.resolve("netD.pt");
    Tensor bias = new Tensor(new int[] {1}, new float[1]);
    PyTorchWriter.write(file, Map.of("model.disc_0.model.layer_0.1.bias", bias));
    assertThatThrownBy(() -> GeneratorCheckpoint.read(file, Optional.empty()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("state dict of a discriminator");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n_mel_channels: 80\nngf: 99999999",
        "n_mel_channels: 80\nngf: -1",
        "n_mel_channels: 80\nngf: 4\nn_residual_layers: 100",
        "n_mel_channels: 80\nngf: 4\nratios: [0]",
        "n_mel_channels: [80]\nngf: 4",
        "a: &a [*a]",
        "a: &a [1]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c",
        "- 1",
        "plain text",
        "a: b: c",
      })
  void argumentsThatMakeNoVocoderAreRefused(String text) throws IOException {
    Path file = arguments(text);
    assertThatThrownBy(() -> VocoderConfig.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("args.yml");
  }

  @Test
  void aliasesThatMultiplyAreRefused() throws IOException {
    StringBuilder text = new StringBuilder("l0: &l0 [1, 1]\n");
    for (int i = 1; i < 24; i++) {
      text.append("l%d: &l%d [*l%d, *l%d]%n".formatted(i, i, i - 1, i - 1));
    }
    Path file = arguments(text.toString());
    assertThatThrownBy(() -> VocoderConfig.read(file)).isInstanceOf(ConfigException.class);
  }
}
