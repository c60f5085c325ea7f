package dev.vocoder.network.vocos;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.convnext.ConvNextBackbone;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.spectrum.InverseStft;
import dev.vocoder.network.spectrum.SpectrumPadding;
import java.util.List;
import java.util.Locale;

/**
 * The sizes of a Vocos generator: a backbone and a head that makes a spectrum of every frame.
 *
 * @param backbone the backbone's sizes
 * @param fftSize the length of the inverse transform, the head's {@code n_fft}, even
 * @param hopSize samples for each frame, at most half of that
 * @param padding where the wave begins and ends; with {@link SpectrumPadding#CENTER} it is a hop
 *     shorter than frames x hop
 */
public record VocosConfig(ConvNextSizes backbone, int fftSize, int hopSize, SpectrumPadding padding)
    implements GeneratorConfig {
  private static final SizeChecks CHECKS = new SizeChecks("Vocos");

  /** The published model of 24 kHz: 100 bands, 13.5 M parameters. */
  public static final VocosConfig MEL_24KHZ =
      new VocosConfig(
          new ConvNextSizes(100, 512, 1536, 8, true), 1024, 256, SpectrumPadding.CENTER);

  /**
   * Checks that the sizes make a network.
   *
   * @throws dev.vocoder.ConfigException if they do not
   */
  public VocosConfig {
    backbone.check(CHECKS);
    CHECKS.taps("n_fft", fftSize);
    CHECKS.require(fftSize % 2 == 0, "n_fft is %d; it must be even", fftSize);
    CHECKS.require(
        hopSize >= 1 && hopSize <= fftSize / 2,
        "hop_length is %d; use 1 to half of n_fft, %d, so that windows overlap",
        hopSize,
        fftSize / 2);
  }

  @Override
  public String architecture() {
    return "Vocos";
  }

  @Override
  public int bands() {
    return backbone.inputs();
  }

  @Override
  public List<String> details() {
    int extra = extraSamples();
    String length =
        extra == 0
            ? ""
            : "; %d samples %s than frames x hop"
                .formatted(Math.abs(extra), extra < 0 ? "fewer" : "more");
    return List.of(
        backbone.toText(),
        "head: inverse transform of %d every %d samples, padding %s%s"
            .formatted(fftSize, hopSize, padding.name().toLowerCase(Locale.ROOT), length));
  }

  /**
   * {@inheritDoc}
   *
   * <p>It has no weight norm: in any form its layers keep the weights themselves.
   */
  @Override
  public Generator build(WeightForm form) {
    InverseStft inverse = new InverseStft(fftSize, hopSize, padding);
    return new VocosGenerator(
        new ConvNextBackbone(backbone), new FourierHead(backbone.channels(), inverse));
  }
}
