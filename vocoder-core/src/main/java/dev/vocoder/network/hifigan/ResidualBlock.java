package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/** A residual block of one kernel width and growing dilations. Shapes stay as they are. */
public final class ResidualBlock extends Layer implements Compilable {

  /** What each dilation adds to its input. */
  public enum Kind {
    /** leaky ReLU, dilated convolution, leaky ReLU, convolution: the reference's ResBlock1. */
    PAIRED,
    /** leaky ReLU, dilated convolution: the reference's ResBlock2. */
    SINGLE
  }

  private final List<List<Convolution>> branches = new ArrayList<>();

  ResidualBlock(int channels, int kernel, List<Integer> dilations, Kind kind, WeightForm form) {
    String first = kind == Kind.PAIRED ? "convs1." : "convs.";
    for (int dilation : dilations) {
      List<Convolution> branch = new ArrayList<>();
      branch.add(new Convolution(channels, channels, kernel, dilation, PaddingMode.ZEROS, form));
      addChildBlock(first + branches.size(), branch.get(0));
      branches.add(branch);
    }
    if (kind == Kind.PAIRED) {
      for (int i = 0; i < branches.size(); i++) {
        Convolution second =
            new Convolution(channels, channels, kernel, 1, PaddingMode.ZEROS, form);
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

  private static NDArray applyBranch(
      List<Convolution> branch, ParameterStore store, NDArray input, boolean training) {
    NDArray hidden = input;
    for (Convolution convolution : branch) {
      try (NDArray active = Activation.leakyRelu(hidden, HifiGanGenerator.SLOPE)) {
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
        hidden = convolution.emit(graph, graph.leakyRelu(hidden, HifiGanGenerator.SLOPE));
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
