package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/** A residual block of one kernel width and growing dilations. Shapes stay as they are. */
public final class ResidualBlock extends Layer implements Compilable {

  /** What each dilation adds to its input. */
  public enum Kind {
    /** leaky ReLU, dilated convolution, leaky ReLU, convolution: the reference's ResBlock1. */
    PAIRED(3),
    /** leaky ReLU, dilated convolution: the reference's ResBlock2. */
    SINGLE(2);

    private final int referenceBranches;

    Kind(int referenceBranches) {
      this.referenceBranches = referenceBranches;
    }

    /** Returns how many dilations a block of the reference has. */
    public int referenceBranches() {
      return referenceBranches;
    }

    /**
     * Returns the dilations that a block of the reference takes of a config's: the first few.
     *
     * @param dilations as many as it has, or more
     * @throws ConfigException if they are fewer
     */
    public List<Integer> taken(List<Integer> dilations) {
      if (dilations.size() < referenceBranches) {
        throw new ConfigException(
            "A residual block has the dilations %s, but one of this kind needs %d dilations."
                .formatted(dilations, referenceBranches));
      }
      return dilations.subList(0, referenceBranches);
    }
  }

  private final float slope;
  private final List<List<Convolution>> branches = new ArrayList<>();

  /**
   * Creates a block.
   *
   * @param kind what each dilation adds
   * @param channels the number of channels
   * @param kernel the number of taps
   * @param dilations the distances between taps
   * @param padding how convolutions treat the ends
   * @param slope the slope of the leaky ReLUs
   * @param form what is kept of the weights
   */
  ResidualBlock(
      Kind kind,
      int channels,
      int kernel,
      List<Integer> dilations,
      Padding padding,
      float slope,
      WeightForm form) {
    this.slope = slope;
    boolean isPaired = kind == Kind.PAIRED;
    String first = isPaired ? "convs1." : "convs.";
    for (int dilation : dilations) {
      List<Convolution> branch = new ArrayList<>();
      branch.add(new Convolution(channels, channels, kernel, dilation, padding, form));
      addChildBlock(first + branches.size(), branch.get(0));
      branches.add(branch);
    }
    if (isPaired) {
      for (int i = 0; i < branches.size(); i++) {
        Convolution second = new Convolution(channels, channels, kernel, 1, padding, form);
        branches.get(i).add(addChildBlock("convs2." + i, second));
      }
    }
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray sum = input;
    for (List<Convolution> branch : branches) {
      try (NDArray residual = applyBranch(branch, store, sum, training)) {
        NDArray previous = sum;
        sum = previous.add(residual);
        if (previous != input) {
          previous.close();
        }
      }
    }
    return sum;
  }

  private NDArray applyBranch(
      List<Convolution> branch, ParameterStore store, NDArray input, boolean training) {
    NDArray hidden = input;
    for (Convolution convolution : branch) {
      try (NDArray active = Activation.leakyRelu(hidden, slope)) {
        if (hidden != input) {
          hidden.close();
        }
        hidden = convolution.apply(store, active, training);
      }
    }
    return hidden;
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    V sum = input;
    for (List<Convolution> branch : branches) {
      V hidden = sum;
      for (Convolution convolution : branch) {
        hidden = convolution.emit(graph, graph.leakyRelu(hidden, slope));
      }
      sum = graph.add(sum, hidden);
    }
    return sum;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
