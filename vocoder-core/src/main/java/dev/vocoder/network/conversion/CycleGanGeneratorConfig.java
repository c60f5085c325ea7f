package dev.vocoder.network.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;

/**
 * The sizes of the generator of CycleGAN-VC of 2018, which convolves in time alone. It was made for
 * mel-cepstra; of mels it loses the harmonics, and MaskCycleGAN-VC is better.
 *
 * @param bands the number of mel bands
 * @param width the channels of its first layer, 128 in the paper
 * @param blocks the number of residual blocks, 6 in the paper
 */
public record CycleGanGeneratorConfig(int bands, int width, int blocks)
    implements ConversionGeneratorConfig {
  private static final String ARCHITECTURE = "CycleGAN-VC";

  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public CycleGanGeneratorConfig {
    SizeChecks checks = new SizeChecks(ARCHITECTURE + " generator");
    checks.size("the number of mel bands", bands);
    ConversionSizes.requireWidth(checks, "the width", width);
    ConversionSizes.requireBlocks(checks, blocks);
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  /** Returns 0: it knows one voice. */
  @Override
  public int domains() {
    return 0;
  }

  @Override
  public Conditioning conditioning() {
    return Conditioning.NONE;
  }

  @Override
  public CycleGanGenerator build() {
    return new CycleGanGenerator(this);
  }
}
