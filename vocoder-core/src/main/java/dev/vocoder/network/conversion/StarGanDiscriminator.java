package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.PlaneConvolution;
import dev.vocoder.network.plane.PlaneSizes;
import java.util.ArrayList;
import java.util.List;

/**
 * The discriminator of 2018, told the domain at each of its layers. A score, which is a logit,
 * belongs to 8 frames in all bands: (batch, 1, 1, frames / 8).
 */
public final class StarGanDiscriminator extends ConversionDiscriminator {

  /**
   * The sizes of the discriminator of StarGAN-VC of 2018, which is told the domain too.
   *
   * @param bands the number of mel bands
   * @param domains the number of domains
   * @param width the channels of its layers, 32 in the paper
   */
  public record Config(int bands, int domains, int width)
      implements ConversionDiscriminator.Config {

    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no network
     */
    public Config {
      SizeChecks checks = new SizeChecks("StarGAN-VC discriminator");
      ConversionSizes.requireBands(checks, bands, 1);
      ConversionSizes.requireDomains(checks, domains, 2);
      ConversionSizes.requireWidth(checks, "the width", width);
    }

    @Override
    public StarGanDiscriminator build() {
      return new StarGanDiscriminator(this);
    }
  }

  private static final int LEAST_FRAMES = 8;

  private final Config config;
  private final List<ConvolutionBlock> layers = new ArrayList<>();
  private final PlaneConvolution output;

  StarGanDiscriminator(Config config) {
    this.config = config;
    int width = config.width();
    int code = config.domains();
    int bands = config.bands();
    List<PlaneSizes> all =
        List.of(
            PlaneSizes.of(1 + code, width, 3, 9),
            PlaneSizes.of(width + code, width, 3, 8).stride(1, 2).padding(1, 3),
            PlaneSizes.of(width + code, width, 3, 8).stride(1, 2).padding(1, 3),
            PlaneSizes.of(width + code, width, 3, 6).stride(1, 2).padding(1, 2));
    for (PlaneSizes sizes : all) {
      layers.add(
          addChildBlock(
              "down." + layers.size(),
              ConvolutionBlock.plainlyGated(() -> PlaneConvolution.of(sizes))));
    }
    PlaneSizes last = PlaneSizes.of(width + code, 1, bands, 5).stride(bands, 1).padding(0, 2);
    output = addChildBlock("out", PlaneConvolution.of(last));
  }

  @Override
  public NDArray judge(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training) {
    InputChecks.requireMels(mel, config.bands(), LEAST_FRAMES);
    InputChecks.requireCode(conditions, mel, config.domains());
    NDArray hidden = mel.expandDims(1);
    for (ConvolutionBlock layer : layers) {
      try (NDArray before = hidden;
          NDArray told = conditions.appendedTo(before)) {
        hidden = layer.apply(store, told, training);
      }
    }
    try (NDArray before = hidden;
        NDArray told = conditions.appendedTo(before)) {
      return output.apply(store, told, training);
    }
  }
}
