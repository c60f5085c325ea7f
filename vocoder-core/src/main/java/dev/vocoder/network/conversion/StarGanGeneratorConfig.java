package dev.vocoder.network.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;

/**
 * The sizes of the generator of StarGAN-VC of 2018, one for all voices, the code appended at every
 * layer of its decoder. (With modulation it is {@link MaskCycleGanConfig#modulated}.)
 *
 * @param bands the number of mel bands, a multiple of 4
 * @param domains the number of voices
 * @param width the channels of its first layer, 32 in the paper
 * @param latent the channels between encoder and decoder, 5 in the paper; mels, which carry the
 *     pitch too, need 16
 */
public record StarGanGeneratorConfig(int bands, int domains, int width, int latent)
    implements ConversionGeneratorConfig {
  private static final String ARCHITECTURE = "StarGAN-VC";

  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public StarGanGeneratorConfig {
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
  public StarGanGenerator build() {
    return new StarGanGenerator(this);
  }
}
