package dev.vocoder.network.istftnet;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.spectrum.InverseStft;
import dev.vocoder.network.spectrum.SpectrumPadding;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of an iSTFTNet generator, whose hop is the product of the stages' rates times that of
 * the inverse transform.
 *
 * @param network the HiFi-GAN that makes the spectra in place of a wave, padded with zeros on both
 *     sides
 * @param fftSize the length of the inverse transform, even
 * @param fftHop samples between spectra, at most half of that
 */
public record IstftNetConfig(HifiGanConfig network, int fftSize, int fftHop)
    implements GeneratorConfig {
  private static final SizeChecks CHECKS = new SizeChecks("iSTFTNet");

  /** The paper's C8C8I of HiFi-GAN V1: two stages, an inverse transform of 16 every 4 samples. */
  public static final IstftNetConfig C8C8I =
      new IstftNetConfig(
          HifiGanConfig.reference(
              80,
              512,
              List.of(8, 8),
              List.of(16, 16),
              ResidualBlock.Kind.PAIRED,
              HifiGanConfig.V1.residualKernels(),
              HifiGanConfig.V1.residualDilations()),
          16,
          4);

  /**
   * Checks that the sizes make a network.
   *
   * @throws dev.vocoder.ConfigException if they do not
   */
  public IstftNetConfig {
    CHECKS.require(
        network.padding().equals(Padding.ZEROS),
        "its convolutions are padded with %s; use zeros on both sides",
        network.padding());
    CHECKS.taps("gen_istft_n_fft", fftSize);
    CHECKS.require(fftSize % 2 == 0, "gen_istft_n_fft is %d; it must be even", fftSize);
    CHECKS.require(
        fftHop >= 1 && fftHop <= fftSize / 2,
        "gen_istft_hop_size is %d; use 1 to half of gen_istft_n_fft, %d, so that windows overlap",
        fftHop,
        fftSize / 2);
    CHECKS.hop((long) network.hopSize() * fftHop);
  }

  @Override
  public String architecture() {
    return "iSTFTNet";
  }

  @Override
  public int bands() {
    return network.bands();
  }

  @Override
  public List<String> details() {
    List<String> details = new ArrayList<>(network.details());
    details.add("inverse transform: of %d every %d samples".formatted(fftSize, fftHop));
    return details;
  }

  @Override
  public Generator build(WeightForm form) {
    InverseStft inverse = new InverseStft(fftSize, fftHop, SpectrumPadding.CENTER);
    return new IstftNetGenerator(network.path(2 * inverse.bins(), form), inverse);
  }
}
