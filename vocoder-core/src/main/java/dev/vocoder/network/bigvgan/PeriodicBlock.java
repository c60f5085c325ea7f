package dev.vocoder.network.bigvgan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A residual block of one kernel width and growing dilations, whose activations are periodic: the
 * reference's AMPBlock. Shapes stay as they are.
 */
public final class PeriodicBlock extends Layer implements Compilable {

  /** What each dilation adds to its input. */
  public enum Kind {
    /** activation, dilated convolution, activation, convolution: the reference's AMPBlock1. */
    PAIRED,
    /** activation, dilated convolution: the reference's AMPBlock2. */
    SINGLE
  }

  /** An activation and the convolution of what it gives. */
  private record Step(AntiAliasedSnake activation, Convolution convolution) {}

  private final List<List<Step>> branches = new ArrayList<>();

  /**
   * Creates a block.
   *
   * @param kind what each dilation adds
   * @param channels the number of channels
   * @param kernel the number of taps
   * @param dilations the distances between taps
   * @param activations makes an activation
   * @param form what is kept of the weights
   */
  PeriodicBlock(
      Kind kind,
      int channels,
      int kernel,
      List<Integer> dilations,
      Supplier<AntiAliasedSnake> activations,
      WeightForm form) {
    List<List<Convolution>> convolutions = new ArrayList<>();
    boolean isPaired = kind == Kind.PAIRED;
    for (int dilation : dilations) {
      List<Convolution> branch = new ArrayList<>();
      branch.add(new Convolution(channels, channels, kernel, dilation, Padding.ZEROS, form));
      if (isPaired) {
        branch.add(new Convolution(channels, channels, kernel, 1, Padding.ZEROS, form));
      }
      convolutions.add(branch);
    }
    for (int place = 0; place < (isPaired ? 2 : 1); place++) {
      String name = isPaired ? "convs%d.".formatted(place + 1) : "convs.";
      for (int i = 0; i < convolutions.size(); i++) {
        addChildBlock(name + i, convolutions.get(i).get(place));
      }
    }
    int number = 0;
    for (List<Convolution> branch : convolutions) {
      List<Step> steps = new ArrayList<>();
      for (Convolution convolution : branch) {
        AntiAliasedSnake activation = addChildBlock("activations." + number++, activations.get());
        steps.add(new Step(activation, convolution));
      }
      branches.add(steps);
    }
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray sum = input;
    for (List<Step> branch : branches) {
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
      List<Step> branch, ParameterStore store, NDArray input, boolean training) {
    NDArray hidden = input;
    for (Step step : branch) {
      try (NDArray active = step.activation.apply(store, hidden, training)) {
        if (hidden != input) {
          hidden.close();
        }
        hidden = step.convolution.apply(store, active, training);
      }
    }
    return hidden;
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    V sum = input;
    for (List<Step> branch : branches) {
      V hidden = sum;
      for (Step step : branch) {
        hidden = step.convolution.emit(graph, step.activation.emit(graph, hidden));
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
