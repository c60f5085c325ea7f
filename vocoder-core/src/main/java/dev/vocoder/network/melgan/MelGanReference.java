package dev.vocoder.network.melgan;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.GeneratorConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MelGAN's reference implementation: what its {@code args.yml} and its tensors say of a generator.
 */
final class MelGanReference {
  private static final Pattern LAYER = Pattern.compile("model\\.(\\d{1,4})\\.weight");
  private static final Pattern BLOCK = Pattern.compile("model\\.\\d{1,4}\\.block\\.2\\.weight");
  private static final String BANDS = "n_mel_channels";
  private static final String CHANNELS = "ngf";
  private static final String BLOCKS = "n_residual_layers";

  private MelGanReference() {}

  /** Says whether a config is the reference's. */
  static boolean isReferences(ConfigFile config) {
    return config.has(BANDS) && config.has(CHANNELS);
  }

  /**
   * Reads a config of the reference.
   *
   * @param config the config
   * @param tensors the generator's, which tell the upsampling rates: those are in the code there
   *     and not in the config
   */
  static MelGanConfig read(ConfigFile config, Map<String, Shape> tensors) {
    List<Shape> layers = layers(tensors);
    List<Integer> rates =
        config.integers(
            "ratios", layers.isEmpty() ? MelGanConfig.PAPER.upsampleRates() : rates(layers));
    if (rates.size() > 16) {
      throw new ConfigException("There are %d upsampling rates.".formatted(rates.size()));
    }
    return MelGanConfig.reference(
        config.integer(BANDS),
        (int) Math.min(Integer.MAX_VALUE, (1L << rates.size()) * config.integer(CHANNELS)),
        rates,
        config.integer(BLOCKS, MelGanConfig.PAPER.residualDilations().size()));
  }

  /** Returns the mels of the reference, in a generator's bands and hop. */
  static MelFormat mels(GeneratorConfig generator) {
    return MelFormat.MELGAN.toBuilder()
        .bands(generator.bands())
        .hopSize(generator.hopSize())
        .build();
  }

  /**
   * Returns the generator that tensors belong to, by their names and shapes; empty if they are not
   * named as the reference's.
   *
   * @param tensors the generator's, weight norm folded
   */
  static Optional<MelGanConfig> inferred(Map<String, Shape> tensors) {
    List<Shape> layers = layers(tensors);
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    Shape input = layers.get(0);
    long blocks = tensors.keySet().stream().filter(name -> BLOCK.matcher(name).matches()).count();
    return Optional.of(
        MelGanConfig.reference(
            Math.toIntExact(input.get(1)),
            Math.toIntExact(input.get(0)),
            rates(layers),
            Math.toIntExact(Math.min(blocks / (layers.size() - 2), 8))));
  }

  /**
   * Returns the weights of the input convolution, of a transposed convolution for each stage, and
   * of the output convolution; none if they are not all there.
   */
  private static List<Shape> layers(Map<String, Shape> tensors) {
    List<Shape> layers =
        tensors.keySet().stream()
            .map(LAYER::matcher)
            .filter(Matcher::matches)
            .sorted((a, b) -> Integer.compare(number(a), number(b)))
            .map(layer -> tensors.get(layer.group()))
            .toList();
    boolean fits =
        layers.size() >= 3
            && tensors.containsKey("model.1.weight")
            && layers.stream().allMatch(layer -> layer.dimension() == 3);
    return fits ? layers : List.of();
  }

  private static List<Integer> rates(List<Shape> layers) {
    return layers.subList(1, layers.size() - 1).stream()
        .map(layer -> Math.toIntExact(layer.get(2) / 2))
        .toList();
  }

  private static int number(Matcher layer) {
    return Integer.parseInt(layer.group(1));
  }
}
