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
 * The generator of 2018: an encoder to one band of a quarter of the frames, and a decoder that is
 * told the domain at each of its layers. All are gated, their norms without parameters. The frames
 * must be a multiple of 4.
 */
public final class StarGanGenerator extends ConversionGenerator {

  /**
   * The sizes of the generator of StarGAN-VC of 2018, one for all voices, the code appended at
   * every layer of its decoder. (With modulation it is {@link
   * MaskCycleGanGenerator.Config#modulated}.)
   *
   * @param bands the number of mel bands, a multiple of 4
   * @param domains the number of voices
   * @param width the channels of its first layer, 32 in the paper
   * @param latent the channels between encoder and decoder, 5 in the paper; mels, which carry the
   *     pitch too, need 16
   */
  public record Config(int bands, int domains, int width, int latent)
      implements ConversionGenerator.Config {
    private static final String ARCHITECTURE = "StarGAN-VC";

    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no network
     */
    public Config {
      SizeChecks checks = new SizeChecks(ARCHITECTURE + " generator");
      ConversionSizes.requireBands(checks, bands, 4);
      ConversionSizes.requireDomains(checks, domains, 2);
      ConversionSizes.requireWidth(checks, "the width", width);
      ConversionSizes.requireWidth(checks, "the number of latent channels", latent);
    }

    @Override
    public String architecture() {
      return ARCHITECTURE;
    }

    @Override
    public Conditioning conditioning() {
      return Conditioning.CONCAT;
    }

    /** Returns 8: it takes multiples of 4 alone. */
    @Override
    public int leastFrames() {
      return 2 * FRAME_MULTIPLE;
    }

    @Override
    public int frameMultiple() {
      return FRAME_MULTIPLE;
    }

    /** Returns the value and gate of the first layer. */
    @Override
    public long valuesPerFrame() {
      return 2L * width * bands;
    }

    @Override
    public Config withChannels(int channels) {
      return new Config(bands, domains, channels, latent);
    }

    @Override
    public Config withDomains(int count) {
      return new Config(bands, count, width, latent);
    }

    @Override
    public StarGanGenerator build() {
      return new StarGanGenerator(this);
    }
  }

  private final List<ConvolutionBlock> encoder = new ArrayList<>();
  private final List<ConvolutionBlock> decoder = new ArrayList<>();
  private final PlaneConvolution output;

  StarGanGenerator(Config config) {
    super(config);
    int width = config.width();
    int latent = config.latent();
    int code = config.domains();
    int rest = config.bands() / 4;
    List<PlaneSizes> in =
        List.of(
            PlaneSizes.of(1, width, 3, 9),
            PlaneSizes.of(width, 2 * width, 4, 8).stride(2, 2).padding(1, 3),
            PlaneSizes.of(2 * width, 4 * width, 4, 8).stride(2, 2).padding(1, 3),
            PlaneSizes.of(4 * width, 2 * width, 3, 5),
            PlaneSizes.of(2 * width, latent, rest, 5).stride(rest, 1).padding(0, 2));
    List<PlaneSizes> out =
        List.of(
            PlaneSizes.of(latent + code, 2 * width, rest, 5).stride(rest, 1).padding(0, 2),
            PlaneSizes.of(2 * width + code, 4 * width, 3, 5),
            PlaneSizes.of(4 * width + code, 2 * width, 4, 8).stride(2, 2).padding(1, 3),
            PlaneSizes.of(2 * width + code, width, 4, 8).stride(2, 2).padding(1, 3));
    for (PlaneSizes sizes : in) {
      encoder.add(
          addChildBlock(
              "down." + encoder.size(),
              ConvolutionBlock.plainlyGated(() -> PlaneConvolution.of(sizes))));
    }
    for (PlaneSizes sizes : out) {
      decoder.add(
          addChildBlock(
              "up." + decoder.size(),
              ConvolutionBlock.plainlyGated(() -> PlaneConvolution.transposed(sizes))));
    }
    output =
        addChildBlock("out", PlaneConvolution.transposed(PlaneSizes.of(width + code, 1, 3, 9)));
  }

  @Override
  NDArray compute(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training) {
    long frames = mel.getShape().get(2);
    if (frames % ConversionGenerator.Config.FRAME_MULTIPLE != 0) {
      throw new IllegalArgumentException(
          "the mels have %d frames; pad them to a multiple of %d, and cut the result"
              .formatted(frames, ConversionGenerator.Config.FRAME_MULTIPLE));
    }
    NDArray hidden;
    try (NDArray plane = mel.expandDims(1)) {
      hidden = ConvolutionBlock.applyAll(encoder, store, plane, training);
    }
    for (ConvolutionBlock layer : decoder) {
      try (NDArray before = hidden;
          NDArray told = conditions.appendedTo(before)) {
        hidden = layer.apply(store, told, training);
      }
    }
    try (NDArray last = hidden;
        NDArray told = conditions.appendedTo(last);
        NDArray result = output.apply(store, told, training)) {
      return result.squeeze(1);
    }
  }
}
