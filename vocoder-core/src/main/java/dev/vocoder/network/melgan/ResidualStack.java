package dev.vocoder.network.melgan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/** Residual blocks of growing dilations, one after the other. Shapes stay as they are. */
final class ResidualStack extends Layer implements Compilable {
  private final float slope;
  private final boolean activatesInput;
  private final List<ResidualBlock> blocks = new ArrayList<>();

  /**
   * Joins blocks.
   *
   * @param firstNumber the number of the first among the reference's layers, by which it is named
   * @param blocks one or more
   * @param activatesInput whether the first takes its input activated
   * @param slope the slope of the leaky ReLUs
   */
  private ResidualStack(
      int firstNumber, List<ResidualBlock> blocks, boolean activatesInput, float slope) {
    this.slope = slope;
    this.activatesInput = activatesInput;
    for (ResidualBlock block : blocks) {
      String name = Integer.toString(firstNumber + this.blocks.size());
      this.blocks.add(addChildBlock(name, block));
    }
  }

  /**
   * The sizes of a stage's blocks.
   *
   * @param kind their kind
   * @param dilations the dilation of each
   * @param padding how convolutions treat the ends
   * @param slope the slope of the leaky ReLUs
   */
  record Sizes(ResidualBlock.Kind kind, List<Integer> dilations, Padding padding, float slope) {

    /** Builds the blocks, numbered from one on. */
    ResidualStack build(int channels, int firstNumber, WeightForm form) {
      boolean activatesInput = kind == ResidualBlock.Kind.ADDITIVE;
      List<ResidualBlock> blocks = new ArrayList<>();
      for (int dilation : dilations) {
        boolean activated = activatesInput && blocks.isEmpty();
        blocks.add(new ResidualBlock(kind, channels, dilation, activated, padding, slope, form));
      }
      return new ResidualStack(firstNumber, blocks, activatesInput, slope);
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
