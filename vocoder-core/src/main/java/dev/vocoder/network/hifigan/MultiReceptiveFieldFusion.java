package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/** The mean of residual blocks of several widths over the same input (section 2.2 of the paper). */
public final class MultiReceptiveFieldFusion extends Layer implements Compilable {
  private final List<ResidualBlock> blocks = new ArrayList<>();

  MultiReceptiveFieldFusion(HifiGanConfig config, int stage, WeightForm form) {
    int count = config.residualKernels().size();
    for (int i = 0; i < count; i++) {
      ResidualBlock block = new ResidualBlock(config, config.channelsAfter(stage), i, form);
      // The reference numbers the blocks of all stages through.
      blocks.add(addChildBlock(Integer.toString(stage * count + i), block));
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
