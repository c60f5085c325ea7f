package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/** The mean of residual blocks of several widths over the same input (section 2.2 of the paper). */
final class MultiReceptiveFieldFusion extends Layer implements Compilable {
  private final List<ResidualBlock> blocks = new ArrayList<>();

  /**
   * Joins blocks.
   *
   * @param firstNumber the number of the first, by which it is named
   * @param blocks one or more
   */
  private MultiReceptiveFieldFusion(int firstNumber, List<ResidualBlock> blocks) {
    for (ResidualBlock block : blocks) {
      String name = Integer.toString(firstNumber + this.blocks.size());
      this.blocks.add(addChildBlock(name, block));
    }
  }

  /**
   * The sizes of a stage's blocks.
   *
   * @param kind their kind
   * @param kernels the kernel of each
   * @param dilations the dilations of each
   * @param padding how convolutions treat the ends
   * @param slope the slope of the leaky ReLUs
   */
  record Sizes(
      ResidualBlock.Kind kind,
      List<Integer> kernels,
      List<List<Integer>> dilations,
      Padding padding,
      float slope) {

    /** Builds the blocks, numbered from one on. */
    MultiReceptiveFieldFusion build(int channels, int firstNumber, WeightForm form) {
      List<ResidualBlock> blocks = new ArrayList<>();
      for (int i = 0; i < kernels.size(); i++) {
        blocks.add(
            new ResidualBlock(
                kind, channels, kernels.get(i), dilations.get(i), padding, slope, form));
      }
      return new MultiReceptiveFieldFusion(firstNumber, blocks);
    }
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray sum = blocks.get(0).apply(store, input, training);
    for (ResidualBlock block : blocks.subList(1, blocks.size())) {
      try (NDArray previous = sum;
          NDArray output = block.apply(store, input, training)) {
        sum = previous.add(output);
      }
    }
    try (NDArray total = sum) {
      return TorchFunctions.scaled(total, 1.0 / blocks.size());
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    V sum = blocks.get(0).emit(graph, input);
    for (ResidualBlock block : blocks.subList(1, blocks.size())) {
      sum = graph.add(sum, block.emit(graph, input));
    }
    return graph.divide(sum, blocks.size());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
