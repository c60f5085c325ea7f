package dev.vocoder.network.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;

/**
 * The sizes of the PatchGAN discriminator of CycleGAN-VC2 and MaskCycleGAN-VC.
 *
 * @param channels the channels of its second layer, even; the first has half, the last four times
 *     as many
 * @param sigmoid whether scores end in a sigmoid, as in public checkpoints; for least squares leave
 *     it out, since gradients vanish behind it
 */
public record PatchDiscriminatorConfig(int channels, boolean sigmoid)
    implements ConversionDiscriminatorConfig {

  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public PatchDiscriminatorConfig {
    SizeChecks checks = new SizeChecks("PatchGAN discriminator");
    ConversionSizes.requireWidth(checks, "the number of channels", channels);
    checks.require(channels % 2 == 0, "%d channels cannot be halved; use an even number", channels);
  }

  @Override
  public PatchDiscriminator build() {
    return new PatchDiscriminator(this);
  }
}
