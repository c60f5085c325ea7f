package dev.vocoder.network.architecture;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.ConvolutionSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The layers of a discriminator in a config: {@code channels}, {@code kernel_sizes}, {@code
 * strides} and {@code groups}, a number for each layer.
 */
public final class ConvolutionKeys {
  private static final String CHANNELS = "channels";
  private static final String KERNELS = "kernel_sizes";
  private static final String STRIDES = "strides";
  private static final String GROUPS = "groups";

  private ConvolutionKeys() {}

  /**
   * Reads layers.
   *
   * @param sizes a discriminator's sizes
   * @param usual the layers where it says nothing of them
   * @throws ConfigException if a list is missing or shorter than another
   */
  public static List<ConvolutionSizes> read(ConfigFile sizes, List<ConvolutionSizes> usual) {
    if (!sizes.has(CHANNELS)) {
      return usual;
    }
    List<Integer> channels = sizes.integers(CHANNELS);
    List<Integer> kernels = sizes.integers(KERNELS);
    List<Integer> strides = sizes.integers(STRIDES);
    List<Integer> groups = sizes.integers(GROUPS);
    int layers = channels.size();
    if (kernels.size() != layers || strides.size() != layers || groups.size() != layers) {
      throw new ConfigException(
          "A discriminator has %d channels, %d kernel_sizes, %d strides and %d groups; give as many of each."
              .formatted(layers, kernels.size(), strides.size(), groups.size()));
    }
    List<ConvolutionSizes> convolutions = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      convolutions.add(
          new ConvolutionSizes(channels.get(i), kernels.get(i), strides.get(i), groups.get(i)));
    }
    return convolutions;
  }

  /**
   * Writes layers.
   *
   * @param layers the layers in order
   * @param sizes where the keys go
   */
  public static void write(List<ConvolutionSizes> layers, Map<String, Object> sizes) {
    sizes.put(CHANNELS, each(layers, ConvolutionSizes::channels));
    sizes.put(KERNELS, each(layers, ConvolutionSizes::kernel));
    sizes.put(STRIDES, each(layers, ConvolutionSizes::stride));
    sizes.put(GROUPS, each(layers, ConvolutionSizes::groups));
  }

  private static List<Integer> each(
      List<ConvolutionSizes> layers, Function<ConvolutionSizes, Integer> size) {
    return layers.stream().map(size).toList();
  }
}
