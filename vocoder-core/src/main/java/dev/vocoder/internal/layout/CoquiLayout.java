package dev.vocoder.internal.layout;

import dev.vocoder.CheckpointException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.multiband.MultiBandConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Coqui TTS: HiFi-GAN, MelGAN and multi-band MelGAN, the generator alone or beside its
 * discriminators. Its wave is longer than frames x hop because it repeats a few frames at both ends
 * first; that is not done here.
 */
public final class CoquiLayout implements CheckpointLayout {
  private static final String FILTERS = "pqmf_layer.";

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public CoquiLayout() {}

  @Override
  public String name() {
    return "Coqui TTS";
  }

  @Override
  public List<String> configNames() {
    return List.of("config.json");
  }

  @Override
  public List<String> landmarks() {
    return List.of("conv_pre", "layers.1");
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return isHifiGan(tensors) || isMelGan(tensors);
  }

  private static boolean isHifiGan(TensorIndex generator) {
    return generator.hasLayer("conv_pre") && generator.hasLayer("ups.0");
  }

  private static boolean isMelGan(TensorIndex generator) {
    return generator.hasLayer("layers.1")
        && generator.hasLayer("layers.3")
        && generator.hasLayer("layers.4.shortcuts.0");
  }

  @Override
  public boolean describes(ConfigFile config) {
    return config.has("generator_model_params") && config.has("audio");
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    ConfigFile settings = require(file, config);
    return settings.named(
        () ->
            isHifiGan(generator)
                ? hifiGan(file, generator, settings)
                : melGan(file, generator, settings));
  }

  private static Model hifiGan(ModelFile file, TensorIndex tensors, ConfigFile config) {
    ConfigFile sizes = config.object("generator_model_params");
    // The code compares with the text "1", so that the number means the other kind.
    ResidualBlock.Kind kind =
        sizes.isText("resblock_type", "1") ? ResidualBlock.Kind.PAIRED : ResidualBlock.Kind.SINGLE;
    HifiGanConfig generator =
        HifiGanConfig.reference(
                config.object("audio").integer("num_mels"),
                sizes.integer("upsample_initial_channel"),
                sizes.integers("upsample_factors"),
                sizes.integers("upsample_kernel_sizes"),
                kind,
                sizes.integers("resblock_kernel_sizes"),
                sizes.integerLists("resblock_dilation_sizes").stream().map(kind::taken).toList())
            .withEqualCuts();
    return model(file, config, generator, file.read(tensors.tensors()));
  }

  private static Model melGan(ModelFile file, TensorIndex tensors, ConfigFile config) {
    ConfigFile sizes = config.object("generator_model_params");
    List<Integer> rates = sizes.integers("upsample_factors");
    MelGanNames names = new MelGanNames(rates.size(), sizes.integer("num_res_blocks"));
    TensorIndex network =
        tensors.without(
            tensors.under(FILTERS).tensors().keySet().stream()
                .map(FILTERS::concat)
                .collect(Collectors.toSet()));
    MelGanConfig generator =
        names.config(
            width(network, "layers.1"),
            width(network, "layers." + (4 + 3 * rates.size())),
            config.object("audio").integer("num_mels"),
            rates,
            Padding.REFLECT,
            0.2f);
    StateDict weights = file.read(network.renamed(layer -> names.grouped(layer)));
    if (generator.outputs() == 1) {
      return model(file, config, generator, weights);
    }
    Tensor filters = file.read(tensors.under(FILTERS).tensors()).get("G"); // (1, bands, taps + 1)
    int[] shape = filters.shape();
    if (shape.length != 3 || shape[1] != generator.outputs() || shape[2] < 2) {
      throw new CheckpointException(
          "%s has a synthesis filter of shape %s, which does not go with %d bands."
              .formatted(file.path(), Arrays.toString(shape), generator.outputs()));
    }
    return model(
        file,
        config,
        new MultiBandConfig(generator, shape[2] - 1),
        weights.with(Pqmf.tensors(generator.outputs(), filters.values())));
  }

  /** Returns the output channels of a layer, which the config does not say. */
  private static int width(TensorIndex tensors, String layer) {
    int[] shape = tensors.weightShape(layer);
    if (shape.length != 3 || shape[0] < 1 || shape[0] > 1 << 16) {
      throw new CheckpointException(
          "Layer %s of the checkpoint has a weight of shape %s, not one of a convolution in time."
              .formatted(layer, Arrays.toString(shape)));
    }
    return shape[0];
  }

  private static Model model(
      ModelFile file, ConfigFile config, GeneratorConfig generator, StateDict weights) {
    MelFormat format = new CoquiAudio(config.object("audio"), file).melFormat();
    return new Model(new VocoderConfig(generator, format), weights);
  }
}
