package dev.vocoder.network;

/** The sizes of a discriminator. */
public interface DiscriminatorConfig {

  /** Builds the network, its parameters not yet set. */
  Discriminator build();

  /** Returns the fewest samples of a wave that it can judge; 1 by default. */
  default int leastSamples() {
    return 1;
  }

  /**
   * Returns the same with fewer channels in every layer, at least one.
   *
   * @param divisor how many times fewer, 1 or more
   */
  DiscriminatorConfig narrowed(int divisor);
}
