package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A generator's checkpoint, read and checked: every tensor the network needs is there in its shape,
 * and no other.
 *
 * @param fileKind what kind of file it is, for people
 * @param config the sizes of the network
 * @param melFormat the mels it takes
 * @param weights its weights, folded
 * @param provenance where it comes from, as our trainer wrote it; empty for other files
 */
public record GeneratorCheckpoint(
    String fileKind,
    GeneratorConfig config,
    MelFormat melFormat,
    StateDict weights,
    Map<String, String> provenance) {
  private static final List<String> CONFIG_NAMES = List.of("config.json", "args.yml");

  /** Copies the provenance. */
  public GeneratorCheckpoint {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** Creates one of unknown provenance. */
  public GeneratorCheckpoint(
      String fileKind, GeneratorConfig config, MelFormat melFormat, StateDict weights) {
    this(fileKind, config, melFormat, weights, Map.of());
  }

  /**
   * Reads a checkpoint.
   *
   * @param file a HiFi-GAN or MelGAN generator as PyTorch saved it
   * @param config its config, or empty to take the one that a file of ours holds, or else to read
   *     {@code config.json} or {@code args.yml} beside it; MelGAN's tensors tell their sizes
   *     without any
   * @throws dev.vocoder.CheckpointException if the file is not a usable checkpoint
   * @throws ConfigException if the config is missing or makes no vocoder
   */
  public static GeneratorCheckpoint read(Path file, Optional<Path> config) {
    PyTorchFile container = PyTorchFile.read(file);
    Map<String, String> provenance = provenance(container);
    StateDict weights = StateDict.ofGenerator(container, file.toString()).folded();
    VocoderConfig vocoder =
        settings(file, config, provenance)
            .map(
                settings ->
                    MelGanReference.areIn(settings)
                        ? MelGanReference.vocoder(settings, weights)
                        : VocoderConfig.of(settings))
            .or(() -> MelGanReference.inferred(weights))
            .orElseThrow(() -> withoutConfig(file));
    Generator network = vocoder.generator().build(WeightForm.FOLDED);
    weights.requireExactly(BlockWeights.shapes(network), file.toString());
    return new GeneratorCheckpoint(
        container.kind().description(),
        vocoder.generator(),
        vocoder.melFormat(),
        weights,
        provenance);
  }

  /**
   * Says whether a checkpoint opens without being given a config, as {@link #read} tells.
   *
   * @param file a HiFi-GAN or MelGAN generator as PyTorch saved it
   * @throws dev.vocoder.CheckpointException if the file is not a usable checkpoint
   */
  public static boolean opensWithoutConfig(Path file) {
    PyTorchFile container = PyTorchFile.read(file);
    return provenance(container).containsKey("config")
        || configBeside(file).isPresent()
        || MelGanReference.inferred(StateDict.ofGenerator(container, file.toString()).folded())
            .isPresent();
  }

  private static Map<String, String> provenance(PyTorchFile container) {
    Map<String, String> provenance = new LinkedHashMap<>();
    if (container.root() instanceof Map<?, ?> root
        && root.get("provenance") instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> provenance.put(String.valueOf(key), String.valueOf(value)));
    }
    return provenance;
  }

  private static Optional<ConfigFile> settings(
      Path file, Optional<Path> config, Map<String, String> provenance) {
    String own = provenance.get("config");
    if (config.isEmpty() && own != null) {
      return Optional.of(ConfigFile.parse(own, "The config in " + file));
    }
    return config.or(() -> configBeside(file)).map(ConfigFile::read);
  }

  private static Optional<Path> configBeside(Path file) {
    return CONFIG_NAMES.stream()
        .map(name -> file.toAbsolutePath().resolveSibling(name))
        .filter(Files::exists)
        .findFirst();
  }

  private static ConfigException withoutConfig(Path file) {
    return new ConfigException(
        "No config for %s: %s does not exist; put the model's config.json there, or name its file."
            .formatted(file, file.toAbsolutePath().resolveSibling(CONFIG_NAMES.get(0))));
  }

  /**
   * Returns what a file of this checkpoint holds, to be written by {@link PyTorchWriter}: the
   * reference's {@code generator} with weight norm, and where it comes from with its config, so
   * that it opens by itself.
   */
  public Map<String, Object> toFile() {
    Set<String> normalized = BlockWeights.normalizedLayers(config.build(WeightForm.WEIGHT_NORM));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("generator", PyTorchWriter.dict(weights.withWeightNorm(normalized)));
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.putIfAbsent("config", ConfigFile.text(new VocoderConfig(config, melFormat).toMap()));
    file.put("provenance", origin);
    return file;
  }

  /** Returns the number of weights and biases. */
  public long parameterCount() {
    return weights.names().stream().mapToLong(name -> weights.get(name).values().length).sum();
  }
}
