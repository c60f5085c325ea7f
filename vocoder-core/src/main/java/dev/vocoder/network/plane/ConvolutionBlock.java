package dev.vocoder.network.plane;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A convolution, a channel shuffle, instance norm and a gate, each but the first optional.
 *
 * <p>A gated linear unit's value and gate are two convolutions in checkpoints, each with a norm of
 * its own. Here they keep their names, so that weights are read and written by name, and are
 * computed as one convolution with twice the channels.
 */
public final class ConvolutionBlock extends PlaneLayer {
  private final List<PlaneConvolution> convolutions = new ArrayList<>();
  private final List<InstanceNorm> norms = new ArrayList<>();
  private final ChannelShuffle shuffle;
  private final Gate gate;

  private ConvolutionBlock(Builder builder) {
    shuffle = builder.shuffle;
    gate = builder.gate;
    for (int i = 0; i < builder.names.size(); i++) {
      PlaneConvolution convolution = builder.convolution.get();
      convolutions.add(addChildBlock(builder.names.get(i), convolution));
      if (!builder.normNames.isEmpty()) {
        InstanceNorm norm = builder.norm.apply(convolution.outputs() / shuffle.factor());
        norms.add(addChildBlock(builder.normNames.get(i), norm));
      }
    }
  }

  /**
   * Begins a block of one convolution.
   *
   * @param convolution makes the convolution
   * @param name its name; if empty, it adds nothing to its parameters' names
   */
  public static Builder of(Supplier<PlaneConvolution> convolution, String name) {
    return new Builder(convolution, List.of(name), Gate.OPEN);
  }

  /**
   * Begins a block with a gated linear unit.
   *
   * @param convolution makes the convolution of the value, and another for the gate
   * @param value the name of the value's
   * @param gate the name of the gate's
   */
  public static Builder gated(Supplier<PlaneConvolution> convolution, String value, String gate) {
    return new Builder(convolution, List.of(value, gate), Gate.HALVING);
  }

  /**
   * Returns a gated linear unit whose norms have no parameters, its convolutions named {@code
   * value} and {@code gate}.
   *
   * @param convolution makes the convolution of the value, and another for the gate
   */
  public static ConvolutionBlock plainlyGated(Supplier<PlaneConvolution> convolution) {
    return gated(convolution, "value", "gate")
        .norm(channels -> InstanceNorm.plain(), "value_norm", "gate_norm")
        .build();
  }

  /** What a block consists of. */
  public static final class Builder {
    private final Supplier<PlaneConvolution> convolution;
    private final List<String> names;
    private IntFunction<InstanceNorm> norm = channels -> InstanceNorm.plain();
    private List<String> normNames = List.of();
    private ChannelShuffle shuffle = ChannelShuffle.NONE;
    private Gate gate;

    private Builder(Supplier<PlaneConvolution> convolution, List<String> names, Gate gate) {
      this.convolution = convolution;
      this.names = names;
      this.gate = gate;
    }

    /**
     * Adds norms, behind the shuffle if there is one.
     *
     * @param norm makes the norm for a number of channels
     * @param names the norm's name; of a gated linear unit the value's and the gate's
     */
    public Builder norm(IntFunction<InstanceNorm> norm, String... names) {
      if (names.length != this.names.size()) {
        throw new IllegalArgumentException("each convolution has one norm");
      }
      this.norm = norm;
      this.normNames = List.of(names);
      return this;
    }

    /** Adds a channel shuffle right behind the convolution. */
    public Builder shuffle(ChannelShuffle shuffle) {
      this.shuffle = shuffle;
      return this;
    }

    /** Sets the gate of a block of one convolution. */
    public Builder gate(Gate gate) {
      this.gate = gate;
      return this;
    }

    /** Returns the block. */
    public ConvolutionBlock build() {
      return new ConvolutionBlock(this);
    }
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return apply(store, input, Optional.empty(), training);
  }

  /**
   * Computes the block.
   *
   * @param store where parameters' values come from
   * @param input (batch, channels, bands, frames); not closed
   * @param code (batch, domains), which modulated norms need
   * @param training whether parameters take gradients
   * @return a new array (batch, channels, bands, frames), owned by the input's manager
   * @throws IllegalArgumentException as {@link InstanceNorm#apply(ParameterStore, NDArray,
   *     Optional, boolean)}
   */
  public NDArray apply(
      ParameterStore store, NDArray input, Optional<NDArray> code, boolean training) {
    NDArray result =
        convolutions.size() == 1
            ? convolutions.get(0).apply(store, input, training)
            : convolutions.get(0).applyWith(convolutions.get(1), store, input, training);
    if (shuffle != ChannelShuffle.NONE) {
      try (NDArray convolved = result) {
        result = shuffle.apply(convolved, convolutions.size());
      }
    }
    if (!norms.isEmpty()) {
      try (NDArray before = result) {
        result = InstanceNorm.apply(norms, store, before, code, training);
      }
    }
    if (gate != Gate.OPEN) {
      try (NDArray before = result) {
        result = gate.apply(before);
      }
    }
    return result;
  }

  /**
   * Computes blocks one after the other.
   *
   * @param blocks one or more, without modulated norms
   * @param store where parameters' values come from
   * @param input the first one's; not closed
   * @param training whether parameters take gradients
   * @return the last one's result, a new array owned by the input's manager
   */
  public static NDArray applyAll(
      List<ConvolutionBlock> blocks, ParameterStore store, NDArray input, boolean training) {
    NDArray result = blocks.get(0).apply(store, input, training);
    for (ConvolutionBlock block : blocks.subList(1, blocks.size())) {
      try (NDArray before = result) {
        result = block.apply(store, before, training);
      }
    }
    return result;
  }
}
