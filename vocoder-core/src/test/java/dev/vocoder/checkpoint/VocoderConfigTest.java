package dev.vocoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.multiband.MultiBandConfig;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocoderConfigTest {
  static final String V1 =
      """
      {
        "resblock": "1",
        "upsample_rates": [8,8,2,2],
        "upsample_kernel_sizes": [16,16,4,4],
        "upsample_initial_channel": 512,
        "resblock_kernel_sizes": [3,7,11],
        "resblock_dilation_sizes": [[1,3,5], [1,3,5], [1,3,5]],
        "num_mels": 80, "n_fft": 1024, "hop_size": 256, "win_size": 1024,
        "sampling_rate": 22050, "fmin": 0, "fmax": 8000
      }
      """;

  @TempDir private Path folder;

  private VocoderConfig read(String json) throws IOException {
    return VocoderConfig.read(Files.writeString(folder.resolve("config.json"), json));
  }

  @Test
  void keysBecomeSizesAndMelFormat() throws IOException {
    assertThat(read(V1)).isEqualTo(new VocoderConfig(HifiGanConfig.V1, MelFormat.HIFIGAN));
  }

  @Test
  void configSurvivesItsJson() throws IOException {
    VocoderConfig config = new VocoderConfig(HifiGanConfig.V3, MelFormat.HIFIGAN);
    assertThat(read(ConfigFile.text(config.toMap()))).isEqualTo(config);
  }

  @Test
  void referencesGeneratorNeedsNoKeysOfOurs() {
    assertThat(new VocoderConfig(HifiGanConfig.V1, MelFormat.HIFIGAN).toMap())
        .doesNotContainKeys(
            "architecture",
            "residual_kind",
            "padding_mode",
            "causal",
            "upsampling_padding_mode",
            "leaky_relu_slope",
            "output_padding",
            "pqmf_taps");
  }

  @Test
  void ownKeysSayWhatTheReferenceDoesNotKnow() throws IOException {
    String ours =
        V1.replace("\"resblock\": \"1\"", "\"residual_kind\": \"single\"")
            .replace(
                "\"num_mels\"",
                "\"causal\": true, \"upsampling_padding_mode\": \"replicate\","
                    + " \"leaky_relu_slope\": 0.2, \"num_mels\"");
    HifiGanConfig generator = (HifiGanConfig) read(ours).generator();
    assertThat(generator.residualDilations()).isEqualTo(HifiGanConfig.V1.residualDilations());
    assertThat(generator.padding())
        .isEqualTo(Padding.causal(PaddingMode.ZEROS, PaddingMode.REPLICATE));
    assertThat(generator.slope()).isEqualTo(0.2f);
  }

  @Test
  void oddKernelsMakeSamplesMoreUnlessOutputPaddingIsTrue() throws IOException {
    String odd = V1.replace("[16,16,4,4]", "[16,16,4,5]");
    VocoderConfig longer = read(odd);
    assertThat(longer.generator().samplesOf(24)).isEqualTo(24 * 256 + 1);
    assertThat(longer.toMap()).doesNotContainKey("output_padding");
    assertThat(read(ConfigFile.text(longer.toMap()))).isEqualTo(longer);
    VocoderConfig exact = read(odd.replaceFirst("\\{", "{\"output_padding\": true,"));
    assertThat(exact.generator().samplesOf(24)).isEqualTo(24 * 256);
    assertThat(read(ConfigFile.text(exact.toMap()))).isEqualTo(exact);
  }

  @Test
  void subBandsAreNoWaveUnlessFiltersJoinThem() {
    MultiBandConfig whole = RandomModels.MULTI_BAND_MELGAN;
    MelFormat format = MelFormat.HIFIGAN.toBuilder().bands(20).hopSize(64).build();
    assertThatThrownBy(() -> new VocoderConfig(whole.network(), format))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("4 outputs, but a wave is one; give pqmf_taps");
  }

  @Test
  void papersThreeConfigsAreTheirFiles() {
    Path golden = SharedData.path("golden/generator");
    assertThat(VocoderConfig.read(golden.resolve("v2.config.json")).generator())
        .isEqualTo(HifiGanConfig.V2);
    assertThat(VocoderConfig.read(golden.resolve("v3.config.json")).generator())
        .isEqualTo(HifiGanConfig.V3);
  }

  @Test
  void upperEdgeOfNullIsHalfTheRate() throws IOException {
    assertThat(read(V1.replace("\"fmax\": 8000", "\"fmax\": null")).melFormat())
        .isEqualTo(MelFormat.HIFIGAN_FULL_BAND);
  }

  @Test
  void secondKindOfBlockTakesTwoDilationsAndLeavesTheRest() throws IOException {
    HifiGanConfig generator =
        (HifiGanConfig) read(V1.replace("\"resblock\": \"1\"", "\"resblock\": 2")).generator();
    assertThat(generator.residualKind()).isEqualTo(ResidualBlock.Kind.SINGLE);
    assertThat(generator.residualDilations())
        .isEqualTo(List.of(List.of(1, 3), List.of(1, 3), List.of(1, 3)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"hop_size\": 256 | \"hop_size\": 300 | multiply to 256, but the hop is 300",
        "\"n_fft\": 1024, | '' | lacks n_fft",
        "\"resblock\": \"1\" | \"resblock\": \"3\" | resblock is \"3\"",
        "\"resblock\": \"1\" | \"resblock\": [1] | resblock is [1]",
        "[8,8,2,2] | [8,8,2] | 3 upsampling rates but 4 kernels",
        "[8,8,2,2] | [8,8,2,\"x\"] | upsample_rates is \"x\"; a number",
        "[8,8,2,2] | 256 | upsample_rates is 256; a list",
        "[16,16,4,4] | [16,16,4,1] | upsampling kernel 1 is shorter than its rate 2",
        "512 | 5.5 | upsample_initial_channel is 5.5; a whole number",
        "512 | -4 | the number of initial channels is -4",
        "512 | 1e99 | a whole number",
        "[[1,3,5], [1,3,5], [1,3,5]] | [[1,3], [1,3,5], [1,3,5]] | needs 3 dilations",
        "\"fmax\": 8000 | \"fmax\": 80000 | span 0",
        "\"win_size\": 1024 | \"win_size\": 2048 | the window is 2048 samples",
      })
  void configThatMakesNoVocoderIsRefusedByItsValue(String from, String to, String message) {
    assertThat(V1).contains(from);
    assertThatThrownBy(() -> read(V1.replace(from, to)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void fileThatIsNoConfigIsRefused() throws IOException {
    assertThatThrownBy(() -> VocoderConfig.read(folder.resolve("absent.json")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("absent.json does not exist");
    assertThatThrownBy(() -> VocoderConfig.read(folder)).isInstanceOf(ConfigException.class);
    for (String text : List.of("", "[]", "{", "\u0000\u0001", "[".repeat(100_000))) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class);
    }
    Files.write(folder.resolve("config.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> VocoderConfig.read(folder.resolve("config.json")))
        .isInstanceOf(ConfigException.class);
  }
}
