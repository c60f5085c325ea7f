package dev.vocoder.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.internal.engine.ConvolutionShape;
import dev.vocoder.internal.inference.MultiplyAdds.Layer;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiplyAddsTest {
  private static final HifiGanConfig NETWORK =
      HifiGanConfig.reference(
          4,
          8,
          List.of(2),
          List.of(4),
          ResidualBlock.Kind.SINGLE,
          List.of(3),
          List.of(List.of(1, 3)));

  @Test
  void everyConvolutionCountsItsWeightForEachSampleItTakes() {
    assertThat(MultiplyAdds.layers(NETWORK, false))
        .containsExactly(
            new Layer(ConvolutionShape.dense(4, 8, 7, false), 1, 1, 4 * 8 * 7),
            new Layer(ConvolutionShape.dense(8, 2 * 4, 2, false), 1, 1, 8 * 4 * 4), // 2 phases
            new Layer(ConvolutionShape.dense(4, 4, 3, false), 1, 2, 2 * 4 * 4 * 3),
            new Layer(ConvolutionShape.dense(4, 4, 3, false), 3, 2, 2 * 4 * 4 * 3),
            new Layer(ConvolutionShape.dense(4, 1, 7, false), 1, 2, 2 * 4 * 1 * 7));
    assertThat(MultiplyAdds.perFrame(NETWORK)).isEqualTo(224 + 128 + 96 + 96 + 56);
  }

  @Test
  void convolutionsThatMayAreReduced() {
    List<Boolean> reduced =
        MultiplyAdds.layers(HifiGanConfig.V2, true).stream()
            .map(layer -> layer.shape().reduced())
            .toList();
    // All but the input convolution, the last stage's 19 and the output convolution.
    assertThat(reduced).hasSize(1 + 4 * 19 + 1);
    assertThat(reduced.subList(1, 1 + 3 * 19)).containsOnly(true);
    assertThat(reduced.get(0)).isFalse();
    assertThat(reduced.subList(1 + 3 * 19, reduced.size())).containsOnly(false);
  }
}
