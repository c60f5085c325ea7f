package dev.vocoder.network.conversion;

/** The sizes of a discriminator of mels. */
public interface ConversionDiscriminatorConfig {

  /** Builds the network, its parameters not yet set. */
  ConversionDiscriminator build();
}
