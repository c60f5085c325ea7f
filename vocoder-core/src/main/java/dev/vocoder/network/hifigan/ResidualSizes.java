package dev.vocoder.network.hifigan;

import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.upsampling.MultiReceptiveFieldFusion;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sizes of a stage's residual blocks.
 *
 * @param kind their kind
 * @param kernels the kernel of each
 * @param dilations the dilations of each
 * @param padding how convolutions treat the ends
 * @param slope the slope of the leaky ReLUs
 */
record ResidualSizes(
    ResidualBlock.Kind kind,
    List<Integer> kernels,
    List<List<Integer>> dilations,
    Padding padding,
    float slope) {

  /** Builds the blocks, numbered from one on. */
  MultiReceptiveFieldFusion<ResidualBlock> build(int channels, int firstNumber, WeightForm form) {
    return new MultiReceptiveFieldFusion<>(
        firstNumber,
        IntStream.range(0, kernels.size())
            .mapToObj(
                i ->
                    new ResidualBlock(
                        kind, channels, kernels.get(i), dilations.get(i), padding, slope, form))
            .toList());
  }
}
