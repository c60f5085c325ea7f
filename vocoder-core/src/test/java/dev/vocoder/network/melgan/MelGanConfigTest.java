package dev.vocoder.network.melgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Parameter;
import dev.vocoder.ConfigException;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MelGanConfigTest {

  static long count(Collection<Parameter> parameters) {
    return parameters.stream().mapToLong(parameter -> parameter.getShape().size()).sum();
  }

  private static long ofLayer(NamedBlock network, String layer) {
    Map<String, Parameter> all = network.namedParameters();
    return count(
        all.keySet().stream().filter(name -> name.startsWith(layer + ".")).map(all::get).toList());
  }

  @Test
  void thePapersGeneratorHasTheReferencesParameters() {
    assertThat(count(MelGanConfig.PAPER.build(WeightForm.FOLDED).namedParameters().values()))
        .isEqualTo(4_260_257);
  }

  @Test
  void theKerasExamplesGeneratorHasItsPublishedParameters() {
    NamedBlock folded = MelGanConfig.KERAS.build(WeightForm.FOLDED);
    NamedBlock normalized = MelGanConfig.KERAS.build(WeightForm.WEIGHT_NORM);
    assertThat(ofLayer(folded, "model.1")).isEqualTo(287_232);
    assertThat(ofLayer(normalized, "model.1")).isEqualTo(287_232);
    // The published summary counts one more for each layer with weight norm: a flag.
    int[][] stages = { // upsampling, residual convolution: folded; normalised and flag
      {2_097_408, 196_864, 2_097_921, 197_121},
      {524_416, 49_280, 524_673, 49_409},
      {131_136, 12_352, 131_265, 12_417},
      {32_800, 3_104, 32_865, 3_137},
    };
    for (int stage = 0; stage < 4; stage++) {
      int number = 3 + 5 * stage;
      String upsampling = "model." + number;
      assertThat(ofLayer(folded, upsampling)).isEqualTo(stages[stage][0]);
      assertThat(ofLayer(normalized, upsampling) + 1).isEqualTo(stages[stage][2]);
      for (int block = 1; block <= 3; block++) {
        for (String convolution : List.of("block.2", "block.4")) {
          String layer = "model.%d.%s".formatted(number + block, convolution);
          assertThat(ofLayer(folded, layer)).isEqualTo(stages[stage][1]);
          assertThat(ofLayer(normalized, layer) + 1).isEqualTo(stages[stage][3]);
        }
        assertThat(ofLayer(folded, "model.%d.shortcut".formatted(number + block))).isZero();
      }
    }
    assertThat(count(normalized.namedParameters().values())).isEqualTo(4_646_658);
  }

  @Test
  void contextFollowsFromTheSizes() {
    assertThat(MelGanConfig.PAPER.contextFrames()).isEqualTo(6);
    assertThat(MelGanConfig.PAPER.leastFrames()).isEqualTo(4);
    assertThat(MelGanConfig.KERAS.leastFrames()).isEqualTo(1);
    assertThat(MelGanConfig.reference(80, 32, List.of(2, 2), 4).leastFrames()).isEqualTo(14);
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    assertThatThrownBy(() -> MelGanConfig.reference(80, 8, List.of(8, 8, 2, 2), 3))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Unusable MelGAN config: 8 initial channels cannot be halved 4");
    assertThatThrownBy(() -> MelGanConfig.reference(80, 512, List.of(8, 8), 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("0 residual blocks");
    assertThatThrownBy(() -> keras(List.of(8, 8), List.of(16, 7), 0.2f))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kernel 7 is shorter than its rate 8");
    assertThatThrownBy(() -> keras(List.of(8, 8), List.of(16, 16), Float.NaN))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("slope");
  }

  private static MelGanConfig keras(List<Integer> rates, List<Integer> kernels, float slope) {
    return new MelGanConfig(
        80,
        64,
        rates,
        kernels,
        ResidualBlock.Kind.ADDITIVE,
        List.of(1),
        Padding.ZEROS,
        slope,
        false);
  }
}
