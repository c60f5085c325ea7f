package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The reference implementations of HiFi-GAN and MelGAN, whose names are ours, and what is written
 * here.
 */
final class ReferenceLayout implements CheckpointLayout {
  private static final List<String> CONFIG_NAMES = List.of("config.json", "args.yml");
  private static final List<String> LANDMARKS = List.of("conv_pre", "model.1");
  private static final String ISTFTNET = "gen_istft_n_fft";

  /** Of a layout whose residual blocks are numbered within their stage. */
  private static final List<String> NESTED_BLOCKS =
      List.of("resblocks.0.0.convs.0", "resblocks.0.0.convs1.0");

  private static final Pattern MELGAN_BLOCK = Pattern.compile("model\\.\\d+\\.block\\..*");

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public List<String> configNames() {
    return CONFIG_NAMES;
  }

  @Override
  public List<String> landmarks() {
    return LANDMARKS;
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return isHifiGan(tensors) || isMelGan(tensors);
  }

  private static boolean isHifiGan(TensorIndex tensors) {
    return tensors.hasLayer("conv_pre")
        && tensors.hasLayer("ups.0")
        && NESTED_BLOCKS.stream().noneMatch(tensors::hasLayer);
  }

  /** Says whether tensors are named as a MelGAN's, whose shapes tell all of its sizes. */
  static boolean isMelGan(TensorIndex tensors) {
    return tensors.hasLayer("model.1")
        && tensors.tensors().keySet().stream()
            .anyMatch(name -> MELGAN_BLOCK.matcher(name).matches());
  }

  @Override
  public boolean describes(ConfigFile config) {
    boolean isNamed = config.has("architecture") || config.has("upsample_rates");
    return MelGanReference.areIn(config) || (isNamed && config.has("sampling_rate"));
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    StateDict weights = file.read(generator.tensors()).folded();
    if (config.map(settings -> settings.has(ISTFTNET)).orElse(false)) {
      throw Unrecognized.network(file, "an iSTFTNet", weights.names());
    }
    return new Model(
        config
            .map(
                settings ->
                    MelGanReference.areIn(settings)
                        ? MelGanReference.vocoder(settings, weights)
                        : VocoderConfig.of(settings))
            .or(() -> inferred(file, weights))
            .orElseGet(() -> VocoderConfig.of(require(file, config))),
        weights);
  }

  private static Optional<VocoderConfig> inferred(ModelFile file, StateDict weights) {
    try {
      return MelGanReference.inferred(weights);
    } catch (ConfigException e) {
      throw new CheckpointException(
          "%s has tensors of shapes that make no MelGAN: %s".formatted(file.path(), e.getMessage()),
          e);
    }
  }
}
