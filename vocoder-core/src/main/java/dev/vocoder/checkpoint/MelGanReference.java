package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.network.melgan.MelGanConfig;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * MelGAN's reference implementation: what its {@code args.yml} says of a generator, and what its
 * tensors do.
 */
final class MelGanReference {
  private static final Pattern LAYER = Pattern.compile("model\\.(\\d{1,4})\\.weight");
  private static final Pattern BLOCK = Pattern.compile("model\\.\\d{1,4}\\.block\\.2\\.weight");
  private static final String BANDS = "n_mel_channels";
  private static final String CHANNELS = "ngf";
  private static final String BLOCKS = "n_residual_layers";

  private MelGanReference() {}

  /** Says whether a config is the reference's. */
  static boolean areIn(ConfigFile config) {
    return config.has(BANDS) && config.has(CHANNELS);
  }

  /**
   * Returns the vocoder of a config of the reference.
   *
   * @param config the config
   * @param usualRates its upsampling rates, which are in the code there and not in the config
   */
  static VocoderConfig vocoder(ConfigFile config, List<Integer> usualRates) {
    List<Integer> rates = config.integers("ratios", usualRates);
    if (rates.size() > 16) {
      throw new ConfigException("There are %d upsampling rates.".formatted(rates.size()));
    }
    return vocoder(
        MelGanConfig.reference(
            config.integer(BANDS),
            (int) Math.min(Integer.MAX_VALUE, (1L << rates.size()) * config.integer(CHANNELS)),
            rates,
            config.integer(BLOCKS, MelGanConfig.PAPER.residualDilations().size())));
  }

  private static VocoderConfig vocoder(MelGanConfig generator) {
    return new VocoderConfig(
        generator,
        MelFormat.MELGAN.toBuilder().bands(generator.bands()).hopSize(generator.hopSize()).build());
  }

  /**
   * Returns the vocoder that tensors belong to, by their names and shapes; empty if they are not
   * named as the reference's. Shapes are still to be checked against it.
   *
   * @param weights the generator's weights, folded
   */
  static Optional<VocoderConfig> inferred(StateDict weights) {
    // Input convolution, a transposed convolution for each stage, output convolution.
    List<Tensor> layers =
        weights.names().stream()
            .map(LAYER::matcher)
            .filter(Matcher::matches)
            .sorted((a, b) -> Integer.compare(number(a), number(b)))
            .map(layer -> weights.get(layer.group()))
            .toList();
    int stages = layers.size() - 2;
    boolean fits =
        stages >= 1
            && weights.names().contains("model.1.weight")
            && layers.stream().allMatch(layer -> layer.shape().length == 3);
    if (!fits) {
      return Optional.empty();
    }
    List<Integer> rates =
        IntStream.rangeClosed(1, stages).mapToObj(i -> layers.get(i).shape()[2] / 2).toList();
    int[] input = layers.get(0).shape();
    long blocks = weights.names().stream().filter(name -> BLOCK.matcher(name).matches()).count();
    return Optional.of(
        vocoder(
            MelGanConfig.reference(
                input[1], input[0], rates, Math.toIntExact(Math.min(blocks / stages, 8)))));
  }

  /** Returns the vocoder of a config of the reference and of tensors, which tell the rates. */
  static VocoderConfig vocoder(ConfigFile config, StateDict weights) {
    List<Integer> rates =
        inferred(weights)
            .map(vocoder -> ((MelGanConfig) vocoder.generator()).upsampleRates())
            .orElse(MelGanConfig.PAPER.upsampleRates());
    return config.named(() -> vocoder(config, rates));
  }

  private static int number(Matcher layer) {
    return Integer.parseInt(layer.group(1));
  }
}
