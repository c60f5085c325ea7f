package dev.vocoder.network.hifigan;

import dev.vocoder.ConfigException;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a multi-scale discriminator.
 *
 * @param norms how weights are normalised, for each scale; the first judges the wave itself, each
 *     other the wave of the one before at half the rate
 * @param layers the layers of each scale but the last, which has one output channel and 3 taps
 */
public record MultiScaleConfig(List<WeightForm> norms, List<Convolution> layers)
    implements DiscriminatorConfig {

  /**
   * A layer.
   *
   * @param channels the number of output channels
   * @param kernel the number of taps, odd
   * @param stride how far it moves on
   * @param groups into how many the channels are divided
   */
  public record Convolution(int channels, int kernel, int stride, int groups) {}

  /** The paper's: 29.6 M parameters. */
  public static final MultiScaleConfig PAPER =
      new MultiScaleConfig(
          List.of(WeightForm.SPECTRAL_NORM, WeightForm.WEIGHT_NORM, WeightForm.WEIGHT_NORM),
          List.of(
              new Convolution(128, 15, 1, 1),
              new Convolution(128, 41, 2, 4),
              new Convolution(256, 41, 2, 16),
              new Convolution(512, 41, 4, 16),
              new Convolution(1024, 41, 4, 16),
              new Convolution(1024, 41, 1, 16),
              new Convolution(1024, 5, 1, 1)));

  /**
   * Copies the lists and checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public MultiScaleConfig {
    norms = List.copyOf(norms);
    layers = List.copyOf(layers);
    if (norms.isEmpty() || norms.size() > 16 || layers.isEmpty()) {
      throw new ConfigException(
          "The discriminator has %d scales of %d layers; give 1 to 16 scales and at least one layer."
              .formatted(norms.size(), layers.size()));
    }
    int inputs = 1;
    for (Convolution layer : layers) {
      if (layer.groups < 1 || inputs % layer.groups != 0 || layer.channels % layer.groups != 0) {
        throw new ConfigException(
            "The discriminator's layer from %d to %d channels cannot be divided into %d groups."
                .formatted(inputs, layer.channels, layer.groups));
      }
      if (layer.channels < 1
          || layer.channels > 1 << 16
          || layer.kernel < 1
          || layer.kernel % 2 == 0
          || layer.kernel > 1 << 10
          || layer.stride < 1
          || layer.stride > 1 << 10) {
        throw new ConfigException(
            "The discriminator's layer %s is unusable: channels are at most 65536, the kernel odd, kernel and stride at most 1024."
                .formatted(layer));
      }
      inputs = layer.channels;
    }
  }

  @Override
  public Discriminator build() {
    return new MultiScaleDiscriminator(this);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Groups that no longer divide a layer's channels become fewer.
   */
  @Override
  public MultiScaleConfig narrowed(int divisor) {
    List<Convolution> narrowed = new ArrayList<>();
    int inputs = 1;
    for (Convolution layer : layers) {
      int channels = Math.max(1, layer.channels / divisor);
      int groups = layer.groups;
      while (inputs % groups != 0 || channels % groups != 0) {
        groups /= 2;
      }
      narrowed.add(new Convolution(channels, layer.kernel, layer.stride, groups));
      inputs = channels;
    }
    return new MultiScaleConfig(norms, narrowed);
  }
}
