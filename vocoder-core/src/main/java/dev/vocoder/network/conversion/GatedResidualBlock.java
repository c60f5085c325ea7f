package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Layer;
import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.InstanceNorm;
import dev.vocoder.network.plane.PlaneConvolution;
import dev.vocoder.network.plane.PlaneSizes;
import java.util.Optional;
import java.util.function.IntFunction;

/** A gated convolution in time and one back to the block's own channels, added to its input. */
final class GatedResidualBlock extends Layer {
  private static final int KERNEL = 3;

  private final ConvolutionBlock inner;
  private final ConvolutionBlock outer;

  /** The names of its layers in checkpoints: convolutions, each with its norm. */
  record Names(
      String value, String valueNorm, String gate, String gateNorm, String out, String outNorm) {}

  /**
   * Creates a block.
   *
   * @param channels the number of channels in and out
   * @param hidden the number between
   * @param norm makes the norms
   * @param names the names of its layers
   */
  GatedResidualBlock(int channels, int hidden, IntFunction<InstanceNorm> norm, Names names) {
    inner =
        addChildBlock(
            "",
            ConvolutionBlock.gated(
                    () -> PlaneConvolution.inTime(PlaneSizes.of(channels, hidden, 1, KERNEL)),
                    names.value,
                    names.gate)
                .norm(norm, names.valueNorm, names.gateNorm)
                .build());
    outer =
        addChildBlock(
            "",
            ConvolutionBlock.of(
                    () -> PlaneConvolution.inTime(PlaneSizes.of(hidden, channels, 1, KERNEL)),
                    names.out)
                .norm(norm, names.outNorm)
                .build());
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return apply(store, input, Optional.empty(), training);
  }

  NDArray apply(ParameterStore store, NDArray input, Optional<NDArray> code, boolean training) {
    try (NDArray hidden = inner.apply(store, input, code, training);
        NDArray added = outer.apply(store, hidden, code, training)) {
      return input.add(added);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
