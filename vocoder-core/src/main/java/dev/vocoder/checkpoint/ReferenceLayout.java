package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reference implementations of HiFi-GAN and MelGAN, whose names are ours, and what is written
 * here: {@code {'generator': state_dict}} or a bare state dict.
 */
final class ReferenceLayout implements CheckpointLayout {
  private static final List<String> CONFIG_NAMES = List.of("config.json", "args.yml");
  private static final String GENERATOR = "generator";
  private static final String WRAPPER = "module."; // of DataParallel
  private static final String ISTFTNET = "gen_istft_n_fft";

  /** How names of tensors of other networks begin; the first that fits tells most. */
  private static final List<Map.Entry<String, String>> OTHER_NETWORKS =
      List.of(
          Map.entry("ups.0.0.", "a BigVGAN"),
          Map.entry("backbone.convnext.", "a Vocos"),
          Map.entry("decoder.lstm", "an acoustic model such as Tacotron 2"),
          Map.entry("encoder.", "an acoustic model"),
          Map.entry("wavenet.", "a WaveNet"),
          Map.entry("first_conv.", "a Parallel WaveGAN"));

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public List<String> configNames() {
    return CONFIG_NAMES;
  }

  @Override
  public boolean recognizes(ModelFile file) {
    TensorIndex generator = TensorIndex.of(generator(file.root())).unwrapped(WRAPPER);
    return (generator.hasLayer("conv_pre") && generator.hasLayer("ups.0"))
        || generator.hasLayer("model.1");
  }

  private static Object generator(Object root) {
    return root instanceof Map<?, ?> map && map.get(GENERATOR) instanceof Map<?, ?> generator
        ? generator
        : root;
  }

  @Override
  public Model read(ModelFile file, Optional<ConfigFile> config) {
    StateDict weights = weights(file).folded();
    if (config.map(settings -> settings.has(ISTFTNET)).orElse(false)) {
      throw unknown(file, weights, Optional.of("an iSTFTNet"));
    }
    if (!recognizes(file)) {
      throw unknown(file, weights, likeness(weights));
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

  private static CheckpointException unknown(
      ModelFile file, StateDict weights, Optional<String> likeness) {
    return new CheckpointException(
        "%s is no HiFi-GAN or MelGAN generator of a layout that is known here%s; it has the tensors %s."
            .formatted(
                file.path(),
                likeness
                    .map(network -> ": it seems to be " + network + ", which is not")
                    .orElse(""),
                Text.listed(weights.names())));
  }

  /** Returns the name of a network that is not known here and has such tensors. */
  private static Optional<String> likeness(StateDict weights) {
    return OTHER_NETWORKS.stream()
        .filter(
            network -> weights.names().stream().anyMatch(name -> name.startsWith(network.getKey())))
        .map(Map.Entry::getValue)
        .findFirst();
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

  /**
   * Reads the generator's tensors: those under {@code generator}, as HiFi-GAN saves them, or the
   * whole file where it is a bare state dict. The prefix {@code module.} of a model that was
   * trained on several GPUs is left out.
   *
   * @throws CheckpointException if it holds neither, saying what it holds
   */
  static StateDict weights(ModelFile file) {
    if (!(file.root() instanceof Map<?, ?> root) || root.isEmpty()) {
      throw notAGenerator(file, "it holds no dict of names");
    }
    if (!(root.get(GENERATOR) instanceof Map<?, ?>)) {
      requireBare(file, root);
    }
    Map<String, TensorView> tensors = new LinkedHashMap<>();
    ((Map<?, ?>) generator(root))
        .forEach(
            (key, value) -> {
              if (!(key instanceof String name && value instanceof TensorView tensor)) {
                throw notAGenerator(
                    file,
                    "its entry %s is not a named tensor"
                        .formatted(Text.shown(String.valueOf(key))));
              }
              tensors.put(name, tensor);
            });
    if (tensors.isEmpty()) {
      throw notAGenerator(file, "its state dict is empty");
    }
    return file.read(TensorIndex.of(tensors).unwrapped(WRAPPER).tensors());
  }

  private static void requireBare(ModelFile file, Map<?, ?> root) {
    if (root.containsKey("mpd") || root.containsKey("optim_g") || root.containsKey("optim_d")) {
      throw new CheckpointException(
          "%s holds discriminators and optimizers (%s), not a generator; give the file saved with it whose name begins with g_ instead of do_."
              .formatted(file.path(), StateDict.keys(root)));
    }
    if (root.containsKey("param_groups")) {
      throw notAGenerator(file, "it is the state of an optimizer");
    }
    if (root.keySet().stream().allMatch(StateDict::isDiscriminators)) {
      throw notAGenerator(
          file, "it is the state dict of a discriminator (" + StateDict.keys(root) + ")");
    }
    if (!root.values().stream().allMatch(TensorView.class::isInstance)) {
      throw notAGenerator(file, "it holds the keys " + StateDict.keys(root));
    }
  }

  private static CheckpointException notAGenerator(ModelFile file, String found) {
    return new CheckpointException(
        "%s is not a generator's checkpoint: %s, where {'generator': state_dict}, a bare state_dict or another layout that is known here is expected."
            .formatted(file.path(), found));
  }
}
