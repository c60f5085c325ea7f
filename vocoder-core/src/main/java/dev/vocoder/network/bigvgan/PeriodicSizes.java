package dev.vocoder.network.bigvgan;

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
 * @param snake the kind of their activations
 * @param logarithmic whether the activations' parameters are logarithms
 */
record PeriodicSizes(
    PeriodicBlock.Kind kind,
    List<Integer> kernels,
    List<List<Integer>> dilations,
    AntiAliasedSnake.Kind snake,
    boolean logarithmic) {

  /** Builds the blocks, numbered from one on. */
  MultiReceptiveFieldFusion<PeriodicBlock> build(int channels, int firstNumber, WeightForm form) {
    return new MultiReceptiveFieldFusion<>(
        firstNumber,
        IntStream.range(0, kernels.size())
            .mapToObj(
                i ->
                    new PeriodicBlock(
                        kind,
                        channels,
                        kernels.get(i),
                        dilations.get(i),
                        () -> new AntiAliasedSnake(snake, channels, logarithmic),
                        form))
            .toList());
  }
}
