package dev.vocoder.network.hifigan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Parameter;
import dev.vocoder.ConfigException;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.WeightForm;
import dev.vocoder.testing.RandomModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HifiGanConfigTest {

  @Test
  void contextIsThirteenFramesForTheLongBlocksAndElevenForTheShort() {
    assertThat(HifiGanConfig.V1.contextFrames()).isEqualTo(13);
    assertThat(HifiGanConfig.V2.contextFrames()).isEqualTo(13);
    assertThat(HifiGanConfig.V3.contextFrames()).isEqualTo(11);
  }

  @Test
  void parametersCountAsThePaperSays() {
    assertThat(parameters(HifiGanConfig.V1) / 1e6).isBetween(13.9, 14.0);
    assertThat(parameters(HifiGanConfig.V2) / 1e6).isBetween(0.92, 0.93);
    assertThat(parameters(HifiGanConfig.V3) / 1e6).isBetween(1.46, 1.47);
  }

  private static long parameters(HifiGanConfig config) {
    return config.build(WeightForm.WEIGHT_NORM).namedParameters().values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @Test
  void parametersAreNamedAndOrderedAsInTheReference() {
    Map<String, Parameter> named = HifiGanConfig.V1.build(WeightForm.WEIGHT_NORM).namedParameters();

    assertThat(named.keySet())
        .startsWith("conv_pre.bias", "conv_pre.weight_g", "conv_pre.weight_v", "ups.0.bias")
        .contains("ups.3.weight_v", "resblocks.0.convs1.0.bias", "resblocks.11.convs2.2.weight_g")
        .endsWith("conv_post.bias", "conv_post.weight_g", "conv_post.weight_v")
        .hasSize(3 * (1 + 4 + 12 * 6 + 1));
    assertThat(named.get("ups.1.weight_v").getShape().getShape()).containsExactly(256, 128, 16);
    assertThat(named.get("ups.1.weight_g").getShape().getShape()).containsExactly(256, 1, 1);
  }

  @Test
  void kernelsThatExceedTheirRatesByOddNumbersMakeMoreSamplesWhereCutEvenly() {
    HifiGanConfig even = sizes(List.of(8, 4), List.of(16, 8), List.of(3));
    assertThat(even.withEqualCuts()).isEqualTo(even);
    HifiGanConfig odd = sizes(List.of(8, 4), List.of(16, 7), List.of(3));
    assertThat(odd.samplesOf(10)).isEqualTo(320);
    assertThat(odd.withEqualCuts().samplesOf(10)).isEqualTo(321);
    // (10 x 8 + 1) x 4 + 1
    assertThat(sizes(List.of(8, 4), List.of(15, 7), List.of(3)).withEqualCuts().samplesOf(10))
        .isEqualTo(325);
  }

  @Test
  void stagesThatDoNotPairUpAreRefused() {
    assertThatThrownBy(() -> sizes(List.of(8, 4), List.of(16), List.of(3)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("2 upsampling rates but 1 kernels");
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    assertThatThrownBy(() -> sizes(List.of(0), List.of(16), List.of(3)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("an upsampling rate is 0");
    assertThatThrownBy(() -> sizes(List.of(8), List.of(16), List.of(4)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("residual kernel 4 is even");
    assertThatThrownBy(() -> sizes(List.of(2, 2, 2, 2, 2), List.of(4, 4, 4, 4, 4), List.of(3)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("16 initial channels cannot be halved 5 times");
  }

  @Test
  void causalGeneratorDependsOnNothingAfter() {
    assertThat(RandomModels.CAUSAL.locality().reach().after()).isZero();
    assertThat(RandomModels.CAUSAL.locality().reach().before())
        .isEqualTo(RandomModels.CAUSAL.contextFrames());
    assertThat(RandomModels.CAUSAL.leastFrames()).isEqualTo(1);
  }

  @Test
  void reflectionNeedsMoreSamplesThanItMirrors() {
    assertThat(RandomModels.REFLECTING.leastFrames()).isEqualTo(4); // 15 samples at 5 a frame
  }

  @Test
  void paddingThatMakesNoNetworkIsRefused() {
    Padding causal = Padding.causal(PaddingMode.ZEROS, PaddingMode.ZEROS);
    assertThatThrownBy(() -> padded(List.of(15), 5, causal))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("upsampling kernel 15 is not twice its rate 8");
    assertThatThrownBy(() -> padded(List.of(16), 4096, Padding.REFLECT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("needs 5121 frames");
    assertThatThrownBy(() -> new Padding(PaddingMode.ZEROS, false, PaddingMode.REPLICATE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("non-causal generator cannot read replicate");
    assertThatThrownBy(() -> Padding.causal(PaddingMode.ZEROS, PaddingMode.REFLECT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("use zeros or replicate");
  }

  private static HifiGanConfig padded(List<Integer> kernels, int dilation, Padding padding) {
    return new HifiGanConfig(
        80,
        16,
        List.of(8),
        kernels,
        ResidualBlock.Kind.SINGLE,
        List.of(21),
        List.of(List.of(dilation)),
        padding,
        0.1f,
        false);
  }

  private static HifiGanConfig sizes(
      List<Integer> rates, List<Integer> kernels, List<Integer> residualKernels) {
    return HifiGanConfig.reference(
        80, 16, rates, kernels, ResidualBlock.Kind.SINGLE, residualKernels, List.of(List.of(1, 3)));
  }
}
