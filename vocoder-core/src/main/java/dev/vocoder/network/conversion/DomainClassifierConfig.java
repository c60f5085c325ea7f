package dev.vocoder.network.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;

/**
 * The sizes of StarGAN-VC's domain classifier.
 *
 * @param bands the number of mel bands, a multiple of 8
 * @param domains the number of domains it tells apart
 * @param width the channels of its first layer, 8 in the paper
 */
public record DomainClassifierConfig(int bands, int domains, int width) {

  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public DomainClassifierConfig {
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
