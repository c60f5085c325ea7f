package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.InstanceNorm;
import dev.vocoder.network.plane.PlaneConvolution;
import dev.vocoder.network.plane.PlaneSizes;
import java.util.ArrayList;
import java.util.List;

/**
 * The gated discriminator of 2018: four layers in bands and frames, then a score for each position,
 * of which there are a quarter of the bands by a sixteenth of the frames. No sigmoid.
 */
public final class CycleGanDiscriminator extends ConversionDiscriminator {

  /**
   * The sizes of the discriminator of CycleGAN-VC of 2018.
   *
   * @param width the channels of its first layer, 128 in the paper
   */
  public record Config(int width) implements ConversionDiscriminator.Config {

    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no network
     */
    public Config {
      ConversionSizes.requireWidth(new SizeChecks("CycleGAN-VC discriminator"), "the width", width);
    }

    @Override
    public CycleGanDiscriminator build() {
      return new CycleGanDiscriminator(this);
    }
  }

  private final List<ConvolutionBlock> layers = new ArrayList<>();
  private final PlaneConvolution output;

  CycleGanDiscriminator(Config config) {
    int width = config.width();
    PlaneSizes first = PlaneSizes.of(1, width, 3, 3).stride(1, 2);
    layers.add(
        addChildBlock(
            "inp",
            ConvolutionBlock.gated(() -> PlaneConvolution.of(first), "value", "gate").build()));
    List<PlaneSizes> others =
        List.of(
            PlaneSizes.of(width, 2 * width, 3, 3).stride(2, 2),
            PlaneSizes.of(2 * width, 4 * width, 3, 3).stride(2, 2),
            PlaneSizes.of(4 * width, 8 * width, 6, 3).stride(1, 2).padding(3, 2, 1, 1));
    for (PlaneSizes sizes : others) {
      layers.add(
          addChildBlock(
              "down." + (layers.size() - 1),
              ConvolutionBlock.gated(() -> PlaneConvolution.of(sizes), "value", "gate")
                  .norm(InstanceNorm::affine, "value_norm", "gate_norm")
                  .build()));
    }
    output = addChildBlock("out", PlaneConvolution.dense(8 * width, 1));
  }

  @Override
  public NDArray judge(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training) {
    try (NDArray plane = mel.expandDims(1);
        NDArray hidden = ConvolutionBlock.applyAll(layers, store, plane, training)) {
      return output.apply(store, hidden, training);
    }
  }
}
