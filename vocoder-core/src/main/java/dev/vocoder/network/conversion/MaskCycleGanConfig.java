package dev.vocoder.network.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;

/**
 * The sizes of the 2-1-2D generator of CycleGAN-VC2 and MaskCycleGAN-VC.
 *
 * @param bands the number of mel bands, a multiple of 4
 * @param channels the channels in its middle, even; a multiple of 4 with {@link Gating#HALVING}
 * @param blocks the number of residual blocks
 * @param masked whether it takes a mask beside the mel, as MaskCycleGAN-VC does; decides the names
 *     of parameters too, which are those of the public code of either
 * @param gating its gates
 * @param domains the number of domains that its residual blocks' norms are modulated by; 0 for a
 *     generator of one voice
 */
public record MaskCycleGanConfig(
    int bands, int channels, int blocks, boolean masked, Gating gating, int domains)
    implements ConversionGeneratorConfig {
  /** The gates of the 2-1-2D generator, and with them its widths. */
  public enum Gating {
    /**
     * As the public code and its checkpoints have it: gated linear units on the way down, whose
     * value and gate have the full width each, and x sigmoid(x) on the way up; 24.5 M parameters at
     * 256 channels.
     */
    SELF,
    /**
     * As the paper has it: gated linear units everywhere, whose value and gate share the width, a
     * third smaller.
     */
    HALVING
  }

  private static final int PAPER_CHANNELS = 256;
  private static final int PAPER_BLOCKS = 6;
  private static final int PAPER_BANDS = 80;

  /** MaskCycleGAN-VC as its public code has it, on 80 bands. */
  public static final MaskCycleGanConfig PUBLIC = mask(PAPER_BANDS, PAPER_CHANNELS);

  /**
   * Returns MaskCycleGAN-VC's generator of another size.
   *
   * @param bands the number of mel bands
   * @param channels the channels in its middle
   * @throws ConfigException if they make no network
   */
  public static MaskCycleGanConfig mask(int bands, int channels) {
    return new MaskCycleGanConfig(bands, channels, PAPER_BLOCKS, true, Gating.SELF, 0);
  }

  /**
   * Returns CycleGAN-VC2's generator, which takes no mask.
   *
   * @param bands the number of mel bands
   * @param channels the channels in its middle
   * @throws ConfigException if they make no network
   */
  public static MaskCycleGanConfig cycleGan2(int bands, int channels) {
    return new MaskCycleGanConfig(bands, channels, PAPER_BLOCKS, false, Gating.SELF, 0);
  }

  /**
   * Returns a generator for several voices, which takes no mask.
   *
   * @param bands the number of mel bands
   * @param channels the channels in its middle
   * @param domains the number of voices
   * @throws ConfigException if they make no network
   */
  public static MaskCycleGanConfig modulated(int bands, int channels, int domains) {
    return new MaskCycleGanConfig(bands, channels, PAPER_BLOCKS, false, Gating.SELF, domains);
  }

  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public MaskCycleGanConfig {
    SizeChecks checks = new SizeChecks("MaskCycleGAN-VC generator");
    ConversionSizes.requireBands(checks, bands, 4);
    ConversionSizes.requireWidth(checks, "the number of channels", channels);
    int divisor = gating == Gating.SELF ? 2 : 4;
    checks.require(
        channels % divisor == 0,
        "%d channels cannot be divided by %d; use a multiple of that",
        channels,
        divisor);
    ConversionSizes.requireBlocks(checks, blocks);
    ConversionSizes.requireDomains(checks, domains, 0);
  }

  @Override
  public String architecture() {
    return masked ? "MaskCycleGAN-VC" : "CycleGAN-VC2";
  }

  @Override
  public Conditioning conditioning() {
    return domains > 0 ? Conditioning.MODULATION : Conditioning.NONE;
  }

  @Override
  public MaskCycleGanGenerator build() {
    return new MaskCycleGanGenerator(this);
  }
}
