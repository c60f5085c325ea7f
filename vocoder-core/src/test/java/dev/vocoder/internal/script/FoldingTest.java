package dev.vocoder.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.container.Tensor;
import dev.vocoder.internal.engine.ConvolutionShape;
import org.junit.jupiter.api.Test;

class FoldingTest {

  @Test
  void foldsFewOutputsUntilTheyFillARegister() {
    assertThat(Folding.of(8, 11, 1)).isEqualTo(new Folding(2, 6, 0));
    assertThat(Folding.of(8, 3, 1)).isEqualTo(new Folding(2, 2, 0));
    assertThat(Folding.of(1, 7, 1)).isEqualTo(new Folding(16, 2, 10));
    assertThat(Folding.of(12, 4, 1).samples()).isEqualTo(1); // most lanes are taken as it is
  }

  @Test
  void doesNotFoldWhereMultiplicationsByZeroCostMore() {
    assertThat(Folding.of(16, 7, 1)).isEqualTo(Folding.NONE);
    assertThat(Folding.of(40, 7, 1)).isEqualTo(Folding.NONE);
    assertThat(Folding.of(8, 3, 5)).isEqualTo(Folding.NONE); // 6 blocks for 3 taps
  }

  @Test
  void foldedWeightComputesTheSameSums() {
    float[] values = {1, 2, 3, 4, 5, 6}; // (1, 2, 3): two inputs, three taps
    Folding folding = Folding.of(1, 3, 1);
    assertThat(folding).isEqualTo(new Folding(16, 2, 14));
    Tensor folded = folding.fold(new Tensor(new int[] {1, 2, 3}, values), 1);
    assertThat(folded.shape()).containsExactly(16, 32, 2);
    for (int sample = 0; sample < 16; sample++) {
      for (int input = 0; input < 2; input++) {
        for (int position = 0; position < 32; position++) {
          int tap = position - 14 - sample;
          int column = position % 16 * 2 + input;
          assertThat(folded.values()[(sample * 32 + column) * 2 + position / 16])
              .as("sample %d, input %d, position %d", sample, input, position)
              .isEqualTo(tap >= 0 && tap < 3 ? values[input * 3 + tap] : 0);
        }
      }
    }
  }

  @Test
  void whatIsComputedInsteadHasSoManyTimesTheChannels() {
    assertThat(Folding.of(8, 7, 1).of(ConvolutionShape.dense(8, 8, 7, false)))
        .isEqualTo(ConvolutionShape.dense(16, 16, 4, false));
    assertThat(Folding.NONE.of(ConvolutionShape.dense(16, 16, 7, false)))
        .isEqualTo(ConvolutionShape.dense(16, 16, 7, false));
  }
}
