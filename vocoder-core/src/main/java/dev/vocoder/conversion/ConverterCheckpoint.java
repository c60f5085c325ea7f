package dev.vocoder.conversion;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.Voice;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.ProvenanceEntries;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.Text;
import dev.vocoder.network.conversion.ConversionGenerator;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A voice converter's checkpoint, read and checked: every tensor that its networks need is there in
 * its shape, and no other.
 *
 * @param fileKind what kind of file it is, for people
 * @param config its networks' sizes, mels and voices
 * @param networks the weights of the networks that it has, by the names that {@link
 *     ConverterConfig#networks} gives them: all of them, but for a public file of one direction
 * @param provenance where it comes from, as our trainer wrote it; empty for other files
 */
public record ConverterCheckpoint(
    String fileKind,
    ConverterConfig config,
    Map<String, StateDict> networks,
    Map<String, String> provenance) {

  /** Copies the maps. */
  public ConverterCheckpoint {
    networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /**
   * Reads a converter.
   *
   * @param path a file of our trainer or the folder of its run, or a file of the public
   *     MaskCycleGAN-VC or CycleGAN-VC2 code
   * @param voices the voices of a public file, the one it converts from first; none for ours, which
   *     tells its own
   * @throws CheckpointException if the file is not a usable converter
   * @throws ConfigException if a public file's voices are missing or do not fit it, or a file of
   *     ours is given any
   */
  public static ConverterCheckpoint read(Path path, List<Voice> voices) {
    try (ModelFile file = ModelFile.open(path)) {
      Map<String, String> provenance = ProvenanceEntries.of(file);
      Optional<ConverterConfig> own = ownConfig(file, provenance);
      return own.isPresent()
          ? ours(file, own.get(), voices, provenance)
          : ofPublicCode(file, voices, provenance);
    }
  }

  /**
   * Returns the config that a file of ours holds; empty for other files.
   *
   * @throws CheckpointException if it is a converter's and makes none
   */
  static Optional<ConverterConfig> ownConfig(ModelFile file, Map<String, String> provenance) {
    String text = provenance.get(ProvenanceEntries.CONFIG);
    if (text == null) {
      return Optional.empty();
    }
    try {
      ConfigFile config = ConfigFile.parse(text, "The config in " + file.path());
      return ConverterConfig.describes(config)
          ? Optional.of(ConverterConfig.read(config))
          : Optional.empty();
    } catch (ConfigException e) {
      throw new CheckpointException(e.getMessage(), e); // the fault is in the file
    }
  }

  private static ConverterCheckpoint ours(
      ModelFile file, ConverterConfig config, List<Voice> voices, Map<String, String> provenance) {
    if (!voices.isEmpty()) {
      throw new ConfigException(
          "%s tells its voices itself (%s); leave out those that are given."
              .formatted(
                  file.path(), Text.listed(config.voices().stream().map(Voice::name).toList())));
    }
    Map<String, TensorIndex> found = new LinkedHashMap<>();
    for (String name : config.networks()) {
      TensorIndex tensors =
          TensorIndex.of(file.root() instanceof Map<?, ?> root ? root.get(name) : null);
      if (tensors.tensors().isEmpty()) {
        throw new CheckpointException(
            "%s has no network %s; give the file of a converter whose name begins with g_."
                .formatted(file.path(), name));
      }
      found.put(name, tensors);
    }
    return new ConverterCheckpoint(
        file.kind(), config, weights(file, found, config.generator()), provenance);
  }

  private static ConverterCheckpoint ofPublicCode(
      ModelFile file, List<Voice> voices, Map<String, String> provenance) {
    Map<String, TensorIndex> found = PublicGenerators.in(file);
    if (found.isEmpty()) {
      throw refusal(file);
    }
    if (voices.size() != 2) {
      throw new ConfigException(
          "%s does not tell its voices; give the two that it was trained on, the one it converts from first (VoiceConverter.Builder.voice), where %d are given."
              .formatted(file.path(), voices.size()));
    }
    String name = file.path().toString();
    ConversionGenerator.Config generator =
        PublicGenerators.config(found.values().iterator().next(), name);
    ConverterConfig config = new ConverterConfig(generator, voices.get(0).melFormat(), voices);
    return new ConverterCheckpoint(
        file.kind() + ", public code", config, weights(file, found, generator), provenance);
  }

  /** Reads and checks the weights of networks. */
  static Map<String, StateDict> weights(
      ModelFile file, Map<String, TensorIndex> found, ConversionGenerator.Config generator) {
    Map<String, int[]> shapes = BlockWeights.shapes(generator.build());
    Map<String, StateDict> weights = new LinkedHashMap<>();
    found.forEach(
        (name, tensors) -> {
          StateDict network = file.read(tensors.tensors());
          network.requireExactly(shapes, file.path() + ", " + name);
          weights.put(name, network);
        });
    return weights;
  }

  /** Returns the refusal of a file that holds no converter. */
  static CheckpointException refusal(ModelFile file) {
    return new CheckpointException(
        GeneratorCheckpoint.isIn(file)
            ? "%s is a vocoder, not a voice converter; open it with Vocoder.load or vocoder synthesize."
                .formatted(file.path())
            : "%s is no voice converter that is known here; give one that vocoder train-conversion wrote, or a generator of MaskCycleGAN-VC or CycleGAN-VC2."
                .formatted(file.path()));
  }

  /** Returns the number of weights and biases of all networks. */
  public long parameterCount() {
    return parameterCount(networks);
  }

  static long parameterCount(Map<String, StateDict> networks) {
    return networks.values().stream()
        .flatMap(network -> network.tensors().values().stream())
        .mapToLong(tensor -> tensor.values().length)
        .sum();
  }
}
