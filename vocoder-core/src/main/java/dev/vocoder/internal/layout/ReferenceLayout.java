package dev.vocoder.internal.layout;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.network.architecture.Architecture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The layout of the architectures' reference implementations, whose names of tensors are ours, and
 * of what this library writes.
 */
public final class ReferenceLayout implements CheckpointLayout {
  private static final List<Integer> GPT_SOVITS_KERNELS = List.of(20, 12, 4, 4, 4);

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public ReferenceLayout() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean isOurs() {
    return true;
  }

  @Override
  public List<String> configNames() {
    return Architectures.all().flatMap(each -> each.configNames().stream()).distinct().toList();
  }

  @Override
  public List<String> landmarks() {
    return Architectures.all().flatMap(each -> each.landmarks().stream()).distinct().toList();
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return recognizes(tensors, any -> true);
  }

  @Override
  public boolean opensWithoutConfig(TensorIndex tensors) {
    return recognizes(tensors, Architecture::needsNoConfig);
  }

  private static boolean recognizes(TensorIndex tensors, Predicate<Architecture> which) {
    Set<String> names = tensors.foldedNames();
    return Architectures.all().filter(which).anyMatch(each -> each.recognizes(names));
  }

  @Override
  public boolean describes(ConfigFile config) {
    boolean isNamed = config.has(Architecture.KEY) || config.has("upsample_rates");
    return Architectures.all().anyMatch(each -> each.owns(config))
        || (isNamed && config.has("sampling_rate"));
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    StateDict weights = file.read(generator.tensors()).folded();
    Map<String, Shape> shapes = shapes(weights);
    if (config.isEmpty()) {
      requireOneRate(file, shapes);
    }
    return new Model(
        config
            .map(settings -> VocoderConfig.of(settings, shapes))
            .or(() -> inferred(file, shapes))
            .orElseGet(() -> VocoderConfig.of(require(file, config))),
        weights);
  }

  /**
   * Refuses the vocoder of GPT-SoVITS v4, which comes without a config and is told by its sizes.
   *
   * @throws CheckpointException if it is that
   */
  private static void requireOneRate(ModelFile file, Map<String, Shape> shapes) {
    boolean isGptSoVits = new Shape(512, 100, 7).equals(shapes.get("conv_pre.weight"));
    for (int i = 0; i < GPT_SOVITS_KERNELS.size(); i++) {
      long channels = 512 >> i;
      Shape stage = new Shape(channels, channels / 2, GPT_SOVITS_KERNELS.get(i));
      isGptSoVits &= stage.equals(shapes.get("ups." + i + ".weight"));
    }
    if (isGptSoVits) {
      throw new CheckpointException(
          "%s cannot be vocoded with: it is the vocoder of GPT-SoVITS v4, which makes 480 samples at 48000 Hz of each mel frame of 320 samples at 32000 Hz, and here a wave has the rate of its mel; give a vocoder whose rates are one, or, if this one is another, its config."
              .formatted(file.path()));
    }
  }

  private static Map<String, Shape> shapes(StateDict weights) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String name : weights.names()) {
      long[] sizes = Arrays.stream(weights.get(name).shape()).asLongStream().toArray();
      shapes.put(name, new Shape(sizes));
    }
    return shapes;
  }

  private static Optional<VocoderConfig> inferred(ModelFile file, Map<String, Shape> shapes) {
    return Architectures.all().flatMap(each -> inferred(file, each, shapes).stream()).findFirst();
  }

  private static Optional<VocoderConfig> inferred(
      ModelFile file, Architecture architecture, Map<String, Shape> shapes) {
    try {
      return architecture
          .inferred(shapes)
          .map(found -> new VocoderConfig(found.generator(), found.mels()));
    } catch (ConfigException e) {
      throw new CheckpointException(
          "%s has tensors of shapes that make no %s: %s"
              .formatted(file.path(), architecture.title(), e.getMessage()),
          e);
    }
  }
}
