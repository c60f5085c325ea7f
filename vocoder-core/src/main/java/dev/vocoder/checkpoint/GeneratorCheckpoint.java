package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;

/**
 * A generator's checkpoint, read and checked: every tensor the network needs is there in its shape,
 * and no other.
 *
 * @param fileKind what kind of file it is and whose layout it has, for people
 * @param config the sizes of the network
 * @param melFormat the mels the network takes, normalised if it takes them so
 * @param weights its weights, folded
 * @param provenance where it comes from, as our trainer wrote it; empty for other files
 * @param notes what the files do not say and is assumed, a sentence each
 * @param lacksStatistics whether the network takes normalised mels and nothing tells the statistics
 */
public record GeneratorCheckpoint(
    String fileKind,
    GeneratorConfig config,
    MelFormat melFormat,
    StateDict weights,
    Map<String, String> provenance,
    List<String> notes,
    boolean lacksStatistics) {
  private static final String CONFIG = ProvenanceEntries.CONFIG;

  static {
    // The parser's classes take tens of milliseconds to load; meanwhile the first file is opened.
    ForkJoinPool.commonPool().execute(() -> ConfigFile.parse("of: YAML", "warm-up"));
  }

  /** Copies the provenance. */
  public GeneratorCheckpoint {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    notes = List.copyOf(notes);
  }

  /** Creates one of unknown provenance. */
  public GeneratorCheckpoint(
      String fileKind, GeneratorConfig config, MelFormat melFormat, StateDict weights) {
    this(fileKind, config, melFormat, weights, Map.of(), List.of(), false);
  }

  /**
   * Reads a checkpoint of any ecosystem that a {@link CheckpointLayout} knows.
   *
   * @param path its file, an archive of it, or the folder that holds it; names do not matter
   * @param config its config, or empty to take the one that a file of ours holds, or else the one
   *     beside it under its ecosystem's usual name; some do without any
   * @throws CheckpointException if the file is not a usable checkpoint
   * @throws ConfigException if the config is missing or makes no vocoder
   */
  public static GeneratorCheckpoint read(Path path, Optional<Path> config) {
    try (ModelFile file = ModelFile.open(path)) {
      Map<String, String> provenance = ProvenanceEntries.of(file);
      Optional<String> own = Optional.ofNullable(provenance.get(CONFIG));
      if (config.isPresent()) {
        provenance.remove(CONFIG);
      }
      LayoutChoice.Chosen chosen = chosen(file, config, own);
      List<String> notes = new ArrayList<>(chosen.model().notes());
      notes.addAll(file.notes());
      return new GeneratorCheckpoint(
          file.kind() + chosen.suffix(),
          chosen.model().vocoder().generator(),
          chosen.model().vocoder().melFormat(),
          chosen.model().weights(),
          provenance,
          notes,
          chosen.model().lacksStatistics());
    }
  }

  private static LayoutChoice.Chosen chosen(
      ModelFile file, Optional<Path> config, Optional<String> own) {
    LayoutChoice choice = new LayoutChoice(file);
    try {
      return choice.read(
          config
              .map(ConfigFile::read)
              .or(() -> own.map(text -> ConfigFile.parse(text, "The config in " + file.path()))));
    } catch (ConfigException e) {
      if (config.isEmpty() && (own.isPresent() || file.isArchive())) {
        throw new CheckpointException(e.getMessage(), e); // the fault is in the file
      }
      throw e;
    }
  }

  /**
   * Says whether a file holds a vocoder, judged by the names of its tensors.
   *
   * @param file an open file
   */
  public static boolean isIn(ModelFile file) {
    return LayoutChoice.isVocoder(file);
  }

  /**
   * Reads a generator's weights alone, by our names and in the file's form of weight norm.
   *
   * @param path as for {@link #read}
   * @throws CheckpointException if the file is not a usable checkpoint
   * @throws ConfigException if a layout needs the config beside it and cannot use it
   */
  public static StateDict readWeights(Path path) {
    try (ModelFile file = ModelFile.open(path)) {
      return new LayoutChoice(file).weights();
    }
  }

  /**
   * Says whether {@link #read} opens a checkpoint without being given a config.
   *
   * @param path as for {@link #read}
   * @throws CheckpointException if the file is not a usable checkpoint
   */
  public static boolean opensWithoutConfig(Path path) {
    try {
      read(path, Optional.empty());
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  /**
   * Returns this model with other mels than its files say.
   *
   * @param format the mels the network takes, normalised if it takes them so
   * @throws ConfigException if they have another hop or number of bands than the network
   */
  public GeneratorCheckpoint withMelFormat(MelFormat format) {
    VocoderConfig vocoder = new VocoderConfig(config, format);
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.remove(CONFIG);
    return new GeneratorCheckpoint(
        fileKind, config, vocoder.melFormat(), weights, origin, List.of(), false);
  }

  /**
   * Returns what a file of this checkpoint holds, to be written by {@link PyTorchWriter}: the
   * reference's {@code generator} with weight norm, and where it comes from with its config, so
   * that it opens by itself.
   */
  public Map<String, Object> toFile() {
    Set<String> normalized = BlockWeights.normalizedLayers(config.build(WeightForm.WEIGHT_NORM));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("generator", weights.withWeightNorm(normalized).tensors());
    file.put("provenance", metadata());
    return file;
  }

  /** Returns where this model comes from, with its config, which tells network and mels. */
  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>(provenance);
    metadata.putIfAbsent(CONFIG, ConfigFile.text(new VocoderConfig(config, melFormat).toMap()));
    return metadata;
  }

  /** Returns the number of weights and biases. */
  public long parameterCount() {
    return weights.names().stream().mapToLong(name -> weights.get(name).values().length).sum();
  }
}
