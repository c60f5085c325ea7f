package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.network.Layer;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.PlaneConvolution;
import dev.vocoder.network.plane.PlaneSizes;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells to which domain a mel belongs: from (batch, bands, frames) to logits, (batch, domains,
 * frames / 32).
 */
public final class DomainClassifier extends Layer {

  /**
   * The sizes of StarGAN-VC's domain classifier.
   *
   * @param bands the number of mel bands, a multiple of 8
   * @param domains the number of domains it tells apart
   * @param width the channels of its first layer, 8 in the paper
   */
  public record Config(int bands, int domains, int width) {

    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no network
     */
    public Config {
      SizeChecks checks = new SizeChecks("StarGAN-VC classifier");
      ConversionSizes.requireBands(checks, bands, 8);
      ConversionSizes.requireDomains(checks, domains, 2);
      ConversionSizes.requireWidth(checks, "the width", width);
    }

    /** Builds the network, its parameters not yet set. */
    public DomainClassifier build() {
      return new DomainClassifier(this);
    }
  }

  private static final int FRAMES = 32; // of each answer

  private final Config config;
  private final List<ConvolutionBlock> layers = new ArrayList<>();
  private final PlaneConvolution output;

  DomainClassifier(Config config) {
    this.config = config;
    int width = config.width();
    int rest = config.bands() / 8;
    List<PlaneSizes> all =
        List.of(
            PlaneSizes.of(1, width, 4, 4).stride(2, 2).padding(1, 1),
            PlaneSizes.of(width, 2 * width, 4, 4).stride(2, 2).padding(1, 1),
            PlaneSizes.of(2 * width, 4 * width, 4, 4).stride(2, 2).padding(1, 1),
            PlaneSizes.of(4 * width, 2 * width, 3, 4).stride(1, 2).padding(1, 1));
    for (PlaneSizes sizes : all) {
      layers.add(
          addChildBlock(
              "down." + layers.size(),
              ConvolutionBlock.plainlyGated(() -> PlaneConvolution.of(sizes))));
    }
    PlaneSizes last =
        PlaneSizes.of(2 * width, config.domains(), rest, 4).stride(rest, 2).padding(0, 1);
    output = addChildBlock("out", PlaneConvolution.of(last));
  }

  /**
   * Classifies mels.
   *
   * @param store where parameters' values come from
   * @param mel (batch, bands, frames), 32 frames or more; not closed
   * @param training whether parameters take gradients
   * @return a new array (batch, domains, frames / 32), owned by the mel's manager
   * @throws IllegalArgumentException if the mels have other bands or are too short
   */
  @Override
  public NDArray apply(ParameterStore store, NDArray mel, boolean training) {
    InputChecks.requireMels(mel, config.bands(), FRAMES);
    try (NDArray plane = mel.expandDims(1);
        NDArray hidden = ConvolutionBlock.applyAll(layers, store, plane, training);
        NDArray logits = output.apply(store, hidden, training)) {
      return logits.squeeze(2);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), config.domains(), inputs[0].get(2) / FRAMES)};
  }
}
