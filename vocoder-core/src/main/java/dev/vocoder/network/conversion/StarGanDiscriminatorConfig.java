package dev.vocoder.network.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;

/**
 * The sizes of the discriminator of StarGAN-VC of 2018, which is told the domain too.
 *
 * @param bands the number of mel bands
 * @param domains the number of domains
 * @param width the channels of its layers, 32 in the paper
 */
public record StarGanDiscriminatorConfig(int bands, int domains, int width)
    implements ConversionDiscriminatorConfig {

  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public StarGanDiscriminatorConfig {
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
