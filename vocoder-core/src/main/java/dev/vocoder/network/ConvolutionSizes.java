package dev.vocoder.network;

import dev.vocoder.ConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a discriminator's layer.
 *
 * @param channels the number of output channels
 * @param kernel the number of taps, odd
 * @param stride how far it moves on
 * @param groups into how many the channels are divided
 */
public record ConvolutionSizes(int channels, int kernel, int stride, int groups) {
  /** How many layers a discriminator may have; published ones have up to 8. */
  public static final int MAX_LAYERS = 64;

  /**
   * Checks that layers make a network that takes a wave.
   *
   * @param layers the layers in order
   * @throws ConfigException if they do not
   */
  public static void require(List<ConvolutionSizes> layers) {
    if (layers.isEmpty()) {
      throw new ConfigException("The discriminator has no layers; give at least one.");
    }
    if (layers.size() > MAX_LAYERS) {
      throw new ConfigException(
          "The discriminator has %d layers; give up to %d.".formatted(layers.size(), MAX_LAYERS));
    }
    int inputs = 1;
    for (ConvolutionSizes layer : layers) {
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

  /**
   * Returns layers of fewer channels, at least one. Groups that no longer divide a layer's channels
   * become fewer.
   *
   * @param layers the layers in order
   * @param divisor how many times fewer, 1 or more
   */
  public static List<ConvolutionSizes> narrowed(List<ConvolutionSizes> layers, int divisor) {
    List<ConvolutionSizes> narrowed = new ArrayList<>();
    int inputs = 1;
    for (ConvolutionSizes layer : layers) {
      int channels = Math.max(1, layer.channels / divisor);
      int groups = layer.groups;
      while (inputs % groups != 0 || channels % groups != 0) {
        groups /= 2;
      }
      narrowed.add(new ConvolutionSizes(channels, layer.kernel, layer.stride, groups));
      inputs = channels;
    }
    return narrowed;
  }
}
