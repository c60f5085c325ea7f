package dev.vocoder.network.melgan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/** Residual blocks of growing dilations, one after the other. Shapes stay as they are. */
public final class ResidualStack extends Layer implements Compilable {
  private final float slope;
  private final boolean activatesInput;
  private final List<ResidualBlock> blocks = new ArrayList<>();

  /**
   * Creates the stack of a stage.
   *
   * @param config the generator's sizes
   * @param stage which, from 0
   * @param firstNumber the number of its first block among the reference's layers
   * @param form what is kept of the weights
   */
  ResidualStack(MelGanConfig config, int stage, int firstNumber, WeightForm form) {
    slope = config.slope();
    activatesInput = config.residualKind() == ResidualBlock.Kind.ADDITIVE;
    for (int i = 0; i < config.residualDilations().size(); i++) {
      ResidualBlock block = new ResidualBlock(config, config.channelsAfter(stage), i, form);
      blocks.add(addChildBlock(Integer.toString(firstNumber + i), block));
    }
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray hidden = activatesInput ? Activation.leakyRelu(input, slope) : input;
    for (ResidualBlock block : blocks) {
      NDArray previous = hidden;
      hidden = block.apply(store, previous, training);
      if (previous != input) {
        previous.close();
      }
    }
    return hidden;
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    V hidden = activatesInput ? graph.leakyRelu(input, slope) : input;
    for (ResidualBlock block : blocks) {
      hidden = block.emit(graph, hidden);
    }
    return hidden;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
