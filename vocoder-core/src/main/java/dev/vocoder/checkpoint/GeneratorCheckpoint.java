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
import java.util.Map;
import java.util.Optional;

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
  private static final String CONFIG_NAME = "config.json";

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
   * @param file a HiFi-GAN generator as PyTorch saved it
   * @param config its config, or empty to take the one that a file of ours holds, or else to read
   *     {@code config.json} beside it
   * @throws dev.vocoder.CheckpointException if the file is not a usable checkpoint
   * @throws ConfigException if the config is missing or makes no vocoder
   */
  public static GeneratorCheckpoint read(Path file, Optional<Path> config) {
    PyTorchFile container = PyTorchFile.read(file);
    Map<String, String> provenance = provenance(container);
    ReferenceConfig reference = config(file, config, provenance);
    StateDict weights = StateDict.ofGenerator(container, file.toString()).folded();
    Generator network = reference.generator().build(WeightForm.FOLDED);
    weights.requireExactly(BlockWeights.shapes(network), file.toString());
    return new GeneratorCheckpoint(
        container.kind().description(),
        reference.generator(),
        reference.melFormat(),
        weights,
        provenance);
  }

  private static Map<String, String> provenance(PyTorchFile container) {
    Map<String, String> provenance = new LinkedHashMap<>();
    if (container.root() instanceof Map<?, ?> root
        && root.get("provenance") instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> provenance.put(String.valueOf(key), String.valueOf(value)));
    }
    return provenance;
  }

  private static ReferenceConfig config(
      Path file, Optional<Path> config, Map<String, String> provenance) {
    String own = provenance.get("config");
    if (config.isEmpty() && own != null) {
      return ReferenceConfig.of(ConfigJson.parse(own, "The config in " + file));
    }
    return ReferenceConfig.read(config.orElseGet(() -> configBeside(file)));
  }

  private static Path configBeside(Path file) {
    Path config = file.toAbsolutePath().resolveSibling(CONFIG_NAME);
    if (!Files.exists(config)) {
      throw new ConfigException(
          "No config for %s: %s does not exist; put the model's config.json there, or name its file."
              .formatted(file, config));
    }
    return config;
  }

  /** Returns the number of weights and biases. */
  public long parameterCount() {
    return weights.names().stream().mapToLong(name -> weights.get(name).values().length).sum();
  }
}
