package dev.vocoder.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.multiband.MultiBandConfig;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Configs of sizes that no machine could hold, told or refused without a weight of theirs. */
class HostileSizesTest {
  private static final int MAX = 1 << 16;

  @Test
  void residualBlocksThatReachTooFarAreRefused() {
    // Three pairs of 4095 taps, 4096 and 1 apart, each over half of that on each side.
    assertThatThrownBy(() -> hifiGan(List.of(4096, 4096, 4096), Padding.ZEROS))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Unusable HiFi-GAN config: the residual blocks of a stage reach over 25159677 samples;"
                + " use up to 16777216.");
    assertThatThrownBy(() -> melGan(Collections.nCopies(5000, 4096), Padding.ZEROS, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Unusable MelGAN config: the residual blocks of a stage reach over 20485000 samples;"
                + " use up to 16777216.");
  }

  @Test
  void soManyResidualLayersThatBuildingThemTakesLongAreRefused() {
    String refusal = "residual blocks of a stage have 100000 dilations; use up to 8192.";
    assertThatThrownBy(() -> hifiGan(Collections.nCopies(100_000, 1), Padding.ZEROS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(refusal);
    assertThatThrownBy(() -> melGan(Collections.nCopies(100_000, 1), Padding.ZEROS, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(refusal);
  }

  @Test
  void soManyLayersOfADiscriminatorAreRefused() {
    assertThatThrownBy(
            () ->
                new MultiScaleConfig(
                    List.of(WeightForm.WEIGHT_NORM),
                    Collections.nCopies(100_000, new ConvolutionSizes(1, 1, 1, 1))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("The discriminator has 100000 layers; give up to 64.");
    assertThatThrownBy(
            () ->
                new MultiPeriodConfig(
                    Collections.nCopies(100_000, 1), List.of(1), 1, 1, WeightForm.WEIGHT_NORM))
        .isInstanceOf(ConfigException.class)
        .hasMessage("The discriminator has 100000 periods and 1 layers; give up to 64 and 64.");
  }

  @Test
  void mirrorsThatNeedTooManyFramesAreRefused() {
    assertThatThrownBy(() -> hifiGan(List.of(3), Padding.REFLECT))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Unusable HiFi-GAN config: what is mirrored at the ends of a mel needs 6142 frames; use"
                + " a padding of at most 4096.");
    assertThatThrownBy(() -> melGan(List.of(4096), Padding.REFLECT, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Unusable MelGAN config: what is mirrored at the ends of a mel needs 4097 frames; use a"
                + " padding of at most 4096.");
  }

  @Test
  void lengthsOfHugeNetworksAreToldWithoutTheirWeights() {
    // Its first upsampling alone would have a hundred trillion weights.
    Locality locality = hifiGan(List.of(4096), Padding.ZEROS).locality();
    assertThat(locality.hopSize()).isEqualTo(1);
    assertThat(locality.extraSamples()).isZero();
    // 2 edges of 3; 2 stages of 4095 taps, 4096 and 1 apart; 2 upsamplings of 65536 taps.
    int residuals = 2 * (2047 * 4096 + 2047);
    assertThat(locality.reach()).isEqualTo(new Reach(6 + residuals + 65534, 6 + residuals + 65536));
    MelGanConfig subBands = melGan(List.of(1), Padding.ZEROS, 2049);
    assertThat(new MultiBandConfig(subBands, 4096).hopSize()).isEqualTo(2049);
  }

  private static HifiGanConfig hifiGan(List<Integer> dilations, Padding padding) {
    return new HifiGanConfig(
        MAX,
        MAX,
        List.of(1, 1),
        List.of(MAX, MAX),
        dev.vocoder.network.hifigan.ResidualBlock.Kind.PAIRED,
        List.of(4095),
        List.of(dilations),
        padding,
        0.1f,
        false);
  }

  private static MelGanConfig melGan(List<Integer> dilations, Padding padding, int outputs) {
    return new MelGanConfig(
        MAX,
        MAX,
        List.of(1, 1),
        List.of(MAX, MAX),
        dev.vocoder.network.melgan.ResidualBlock.Kind.ADDITIVE,
        dilations,
        padding,
        0.2f,
        true,
        outputs);
  }
}
