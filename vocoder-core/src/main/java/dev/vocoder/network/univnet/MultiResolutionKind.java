package dev.vocoder.network.univnet;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.architecture.DiscriminatorKind;
import dev.vocoder.network.univnet.MultiResolutionConfig.LayerSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The multi-resolution discriminator in a config: {@code resolutions} (lists of FFT size, hop and
 * window), for each layer {@code channels}, {@code kernel_sizes} and {@code strides} (lists of bins
 * and frames), and {@code centered}.
 */
public final class MultiResolutionKind implements DiscriminatorKind {
  /** Its name, in the references' checkpoints too. */
  public static final String NAME = "mrd";

  private static final String RESOLUTIONS = "resolutions";
  private static final String CHANNELS = "channels";
  private static final String KERNELS = "kernel_sizes";
  private static final String STRIDES = "strides";
  private static final String CENTERED = "centered";

  /** Creates the kind; for {@link java.util.ServiceLoader}. */
  public MultiResolutionKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String sizesKey() {
    return "multi_resolution_discriminator";
  }

  @Override
  public DiscriminatorConfig usual() {
    return MultiResolutionConfig.PAPER;
  }

  @Override
  public boolean makes(DiscriminatorConfig config) {
    return config instanceof MultiResolutionConfig;
  }

  @Override
  public DiscriminatorConfig read(ConfigFile sizes, DiscriminatorConfig usual) {
    MultiResolutionConfig otherwise = (MultiResolutionConfig) usual;
    return new MultiResolutionConfig(
        resolutions(sizes, otherwise.resolutions()),
        layers(sizes, otherwise.layers()),
        sizes.flag(CENTERED, otherwise.centered()));
  }

  /**
   * Reads transforms under the key {@code resolutions}, which BigVGAN's reference has too.
   *
   * @param sizes what may have the key
   * @param usual what stands for it where it is not there
   * @throws ConfigException if they make no transforms
   */
  public static List<Resolution> resolutions(ConfigFile sizes, List<Resolution> usual) {
    return sizes.has(RESOLUTIONS)
        ? lists(sizes, RESOLUTIONS, 3).stream()
            .map(one -> new Resolution(one.get(0), one.get(1), one.get(2)))
            .toList()
        : usual;
  }

  private static List<LayerSizes> layers(ConfigFile sizes, List<LayerSizes> usual) {
    List<Integer> channels =
        sizes.integers(CHANNELS, usual.stream().map(LayerSizes::channels).toList());
    List<List<Integer>> kernels =
        sizes.has(KERNELS)
            ? lists(sizes, KERNELS, 2)
            : usual.stream().map(one -> List.of(one.kernelBins(), one.kernelFrames())).toList();
    List<List<Integer>> strides =
        sizes.has(STRIDES)
            ? lists(sizes, STRIDES, 2)
            : usual.stream().map(one -> List.of(one.strideBins(), one.strideFrames())).toList();
    if (kernels.size() != channels.size() || strides.size() != channels.size()) {
      throw new ConfigException(
          "A discriminator has %d channels, %d kernel_sizes and %d strides; give one of each for each layer."
              .formatted(channels.size(), kernels.size(), strides.size()));
    }
    List<LayerSizes> layers = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      List<Integer> kernel = kernels.get(i);
      List<Integer> stride = strides.get(i);
      layers.add(
          new LayerSizes(
              channels.get(i), kernel.get(0), kernel.get(1), stride.get(0), stride.get(1)));
    }
    return layers;
  }

  private static List<List<Integer>> lists(ConfigFile sizes, String key, int length) {
    List<List<Integer>> lists = sizes.integerLists(key);
    for (List<Integer> list : lists) {
      if (list.size() != length) {
        throw new ConfigException(
            "%s of a discriminator has %s; give %d numbers each.".formatted(key, list, length));
      }
    }
    return lists;
  }

  @Override
  public void write(DiscriminatorConfig config, Map<String, Object> sizes) {
    MultiResolutionConfig own = (MultiResolutionConfig) config;
    sizes.put(
        RESOLUTIONS,
        own.resolutions().stream()
            .map(one -> List.of(one.fftSize(), one.hop(), one.windowSize()))
            .toList());
    sizes.put(CHANNELS, own.layers().stream().map(LayerSizes::channels).toList());
    sizes.put(
        KERNELS,
        own.layers().stream().map(one -> List.of(one.kernelBins(), one.kernelFrames())).toList());
    sizes.put(
        STRIDES,
        own.layers().stream().map(one -> List.of(one.strideBins(), one.strideFrames())).toList());
    sizes.put(CENTERED, own.centered());
  }
}
