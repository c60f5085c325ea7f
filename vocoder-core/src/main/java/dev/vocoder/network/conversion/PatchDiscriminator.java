package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.Gate;
import dev.vocoder.network.plane.InstanceNorm;
import dev.vocoder.network.plane.PlaneConvolution;
import dev.vocoder.network.plane.PlaneSizes;
import java.util.ArrayList;
import java.util.List;

/**
 * PatchGAN: three steps down in bands and frames, then a score for each position, that is
 * ceil(bands / 8) by ceil(frames / 8) of them.
 */
public final class PatchDiscriminator extends ConversionDiscriminator {

  /**
   * The sizes of the PatchGAN discriminator of CycleGAN-VC2 and MaskCycleGAN-VC.
   *
   * @param channels the channels of its second layer, even; the first has half, the last four times
   *     as many
   * @param sigmoid whether scores end in a sigmoid, as in public checkpoints; for least squares
   *     leave it out, since gradients vanish behind it
   */
  public record Config(int channels, boolean sigmoid) implements ConversionDiscriminator.Config {

    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no network
     */
    public Config {
      SizeChecks checks = new SizeChecks("PatchGAN discriminator");
      ConversionSizes.requireWidth(checks, "the number of channels", channels);
      checks.require(
          channels % 2 == 0, "%d channels cannot be halved; use an even number", channels);
    }

    @Override
    public PatchDiscriminator build() {
      return new PatchDiscriminator(this);
    }
  }

  private static final int STEPS = 3;

  private final List<ConvolutionBlock> layers = new ArrayList<>();
  private final PlaneConvolution output;
  private final boolean sigmoid;

  PatchDiscriminator(Config config) {
    sigmoid = config.sigmoid();
    int channels = config.channels() / 2;
    PlaneSizes first = PlaneSizes.of(1, channels, 3, 3);
    layers.add(
        addChildBlock(
            "convLayer1",
            ConvolutionBlock.of(() -> PlaneConvolution.of(first), "0").gate(Gate.SELF).build()));
    for (int i = 1; i <= STEPS; i++) {
      PlaneSizes sizes = PlaneSizes.of(channels, 2 * channels, 3, 3).stride(2, 2);
      layers.add(
          addChildBlock(
              "downSample" + i,
              ConvolutionBlock.of(() -> PlaneConvolution.of(sizes), "0")
                  .norm(InstanceNorm::affine, "1")
                  .gate(Gate.SELF)
                  .build()));
      channels *= 2;
    }
    output =
        addChildBlock("outputConvLayer.0", PlaneConvolution.of(PlaneSizes.of(channels, 1, 1, 3)));
  }

  @Override
  public NDArray judge(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training) {
    try (NDArray plane = mel.expandDims(1);
        NDArray hidden = ConvolutionBlock.applyAll(layers, store, plane, training)) {
      NDArray score = output.apply(store, hidden, training);
      if (!sigmoid) {
        return score;
      }
      try (NDArray unbounded = score) {
        return Activation.sigmoid(unbounded);
      }
    }
  }
}
