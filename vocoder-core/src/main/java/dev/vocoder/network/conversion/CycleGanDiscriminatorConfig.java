package dev.vocoder.network.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;

/**
 * The sizes of the discriminator of CycleGAN-VC of 2018.
 *
 * @param width the channels of its first layer, 128 in the paper
 */
public record CycleGanDiscriminatorConfig(int width) implements ConversionDiscriminatorConfig {

  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public CycleGanDiscriminatorConfig {
    ConversionSizes.requireWidth(new SizeChecks("CycleGAN-VC discriminator"), "the width", width);
  }

  @Override
  public CycleGanDiscriminator build() {
    return new CycleGanDiscriminator(this);
  }
}
