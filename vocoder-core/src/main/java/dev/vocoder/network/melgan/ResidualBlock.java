package dev.vocoder.network.melgan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;

/**
 * A block of a residual stack: leaky ReLU, dilated convolution of 3 taps, leaky ReLU, convolution;
 * to that it adds its input or a projection of it. Shapes stay as they are.
 */
public final class ResidualBlock extends Layer implements Compilable {
  /** The number of taps of the dilated convolution. */
  private static final int KERNEL = 3;

  /** What the block adds to what. */
  public enum Kind {
    /** The paper's: the second convolution has 1 tap, and the input passes through another. */
    PROJECTED(1),
    /**
     * The Keras example's: the second convolution has 3 taps, and the input is added as it is. A
     * stack's first block takes its input already activated, and adds that.
     */
    ADDITIVE(KERNEL);

    private final int secondKernel;

    Kind(int secondKernel) {
      this.secondKernel = secondKernel;
    }
  }

  private final float slope;
  private final boolean activated;
  private final Convolution dilated;
  private final Convolution second;
  private final Convolution shortcut; // null where the input is added as it is

  /**
   * Creates a block.
   *
   * @param kind what it adds to what
   * @param channels the number of channels
   * @param dilation the distance between the taps of the dilated convolution
   * @param activated whether its input is activated already
   * @param padding how convolutions treat the ends
   * @param slope the slope of the leaky ReLUs
   * @param form what is kept of the weights
   */
  ResidualBlock(
      Kind kind,
      int channels,
      int dilation,
      boolean activated,
      Padding padding,
      float slope,
      WeightForm form) {
    this.slope = slope;
    this.activated = activated;
    // The reference's block is a list of layers, of which the third and the fifth have weights.
    dilated =
        addChildBlock(
            "block.2", new Convolution(channels, channels, KERNEL, dilation, padding, form));
    second =
        addChildBlock(
            "block.4", new Convolution(channels, channels, kind.secondKernel, 1, padding, form));
    shortcut =
        kind == Kind.PROJECTED
            ? addChildBlock("shortcut", new Convolution(channels, channels, 1, 1, padding, form))
            : null;
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    try (NDArray residual = residual(store, input, training)) {
      if (shortcut == null) {
        return residual.add(input);
      }
      try (NDArray projected = shortcut.apply(store, input, training)) {
        return residual.add(projected);
      }
    }
  }

  private NDArray residual(ParameterStore store, NDArray input, boolean training) {
    NDArray active = activated ? input : Activation.leakyRelu(input, slope);
    try (NDArray hidden = dilated.apply(store, active, training);
        NDArray activeHidden = Activation.leakyRelu(hidden, slope)) {
      return second.apply(store, activeHidden, training);
    } finally {
      if (active != input) {
        active.close();
      }
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    V active = activated ? input : graph.leakyRelu(input, slope);
    V hidden = dilated.emit(graph, active);
    V residual = second.emit(graph, graph.leakyRelu(hidden, slope));
    return graph.add(residual, shortcut == null ? input : shortcut.emit(graph, input));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
