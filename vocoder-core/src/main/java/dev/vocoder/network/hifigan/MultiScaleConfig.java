package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import dev.vocoder.ConfigException;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.JointDiscriminator;
import dev.vocoder.network.LayeredDiscriminator;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.StridedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a multi-scale discriminator: wide, grouped convolutions over a wave, its average at
 * half the rate, at a quarter, and so on (section 2.3 of the paper, after MelGAN).
 *
 * @param norms how weights are normalised, for each scale; the first judges the wave itself, each
 *     other the wave of the one before at half the rate
 * @param layers the layers of each scale but the last, which has one output channel and 3 taps
 */
public record MultiScaleConfig(List<WeightForm> norms, List<ConvolutionSizes> layers)
    implements DiscriminatorConfig {

  /** The paper's: 29.6 M parameters. */
  public static final MultiScaleConfig PAPER =
      new MultiScaleConfig(
          List.of(WeightForm.SPECTRAL_NORM, WeightForm.WEIGHT_NORM, WeightForm.WEIGHT_NORM),
          List.of(
              new ConvolutionSizes(128, 15, 1, 1),
              new ConvolutionSizes(128, 41, 2, 4),
              new ConvolutionSizes(256, 41, 2, 16),
              new ConvolutionSizes(512, 41, 4, 16),
              new ConvolutionSizes(1024, 41, 4, 16),
              new ConvolutionSizes(1024, 41, 1, 16),
              new ConvolutionSizes(1024, 5, 1, 1)));

  /**
   * Copies the lists and checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public MultiScaleConfig {
    norms = List.copyOf(norms);
    layers = List.copyOf(layers);
    if (norms.isEmpty() || norms.size() > 16) {
      throw new ConfigException(
          "The discriminator has %d scales; give 1 to 16.".formatted(norms.size()));
    }
    ConvolutionSizes.require(layers);
  }

  @Override
  public Discriminator build() {
    List<Discriminator> parts = new ArrayList<>();
    for (WeightForm norm : norms) {
      parts.add(
          LayeredDiscriminator.numbered(
              StridedConvolution.stack(layers, PaddingMode.ZEROS, norm),
              HifiGanConfig.REFERENCE_SLOPE));
    }
    return JointDiscriminator.numbered(parts, MultiScaleConfig::halved);
  }

  /** Averages four samples around every other one; beyond the ends there are zeros. */
  private static NDArray halved(NDArray waves) {
    return TorchFunctions.averagePool(waves, 4, 2, 2, true);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Groups that no longer divide a layer's channels become fewer.
   */
  @Override
  public MultiScaleConfig narrowed(int divisor) {
    return new MultiScaleConfig(norms, ConvolutionSizes.narrowed(layers, divisor));
  }
}
