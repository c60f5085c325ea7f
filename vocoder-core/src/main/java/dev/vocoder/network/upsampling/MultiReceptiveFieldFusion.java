package dev.vocoder.network.upsampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean of residual blocks of several widths over the same input (section 2.2 of the HiFi-GAN
 * paper).
 *
 * @param <R> the kind of block
 */
public final class MultiReceptiveFieldFusion<R extends Layer & Compilable> extends Layer
    implements Compilable {
  private final List<R> blocks = new ArrayList<>();

  /**
   * Joins blocks.
   *
   * @param firstNumber the number of the first, by which it is named
   * @param blocks one or more
   */
  public MultiReceptiveFieldFusion(int firstNumber, List<R> blocks) {
    for (R block : blocks) {
      String name = Integer.toString(firstNumber + this.blocks.size());
      this.blocks.add(addChildBlock(name, block));
    }
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray sum = blocks.get(0).apply(store, input, training);
    for (R block : blocks.subList(1, blocks.size())) {
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
    for (R block : blocks.subList(1, blocks.size())) {
      sum = graph.add(sum, block.emit(graph, input));
    }
    return graph.divide(sum, blocks.size());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
