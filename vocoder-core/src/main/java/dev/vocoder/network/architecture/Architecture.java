package dev.vocoder.network.architecture;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.container.Tensor;
import dev.vocoder.network.GeneratorConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of generator: its name, its keys in a config, the names of its tensors, and how it is
 * trained. Found with {@link java.util.ServiceLoader}, so that a new one is a package of its own
 * and a line that names its class. Implementations keep no state.
 */
public interface Architecture {
  /** The key of an architecture's name in a config. */
  String KEY = "architecture";

  /**
   * Returns what {@link #KEY} calls it in a config of ours; empty if other keys identify it ({@link
   * #owns}).
   */
  Optional<String> name();

  /** Returns its name for people. */
  String title();

  /** Says whether a config that names no architecture, and that none owns, is of this one. */
  default boolean isUsual() {
    return false;
  }

  /**
   * Says whether a config is of this architecture by keys that no other architecture's configs
   * have, whatever it says under {@link #KEY}.
   *
   * @param config any config
   */
  default boolean owns(ConfigFile config) {
    return false;
  }

  /**
   * Reads the sizes of a generator.
   *
   * @param config a config of this architecture
   * @param tensors the shapes of the generator's tensors by their names, weight norm folded, for
   *     what the config may leave out; empty where they are not known
   * @throws dev.vocoder.ConfigException if the config lacks a key, or its values make no network
   */
  GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors);

  /**
   * Reads the mels that a generator takes: by our keys, unless the config has others.
   *
   * @param config a config of this architecture
   * @param generator what {@link #read} made of it
   * @throws dev.vocoder.ConfigException if the config lacks a key, or its values make no format
   */
  default MelFormat readMels(ConfigFile config, GeneratorConfig generator) {
    return MelFormatKeys.read(config);
  }

  /**
   * Says whether a generator is of this architecture.
   *
   * @param generator any
   */
  boolean makes(GeneratorConfig generator);

  /**
   * Writes the sizes of a generator, with {@link #KEY} unless {@link #isUsual}, but not the number
   * of bands, which the mels tell.
   *
   * @param generator of this architecture
   * @param keys where the keys go that {@link #read} takes
   */
  void write(GeneratorConfig generator, Map<String, Object> keys);

  /** Returns what the config beside a model of the reference implementation is called. */
  default List<String> configNames() {
    return List.of("config.json");
  }

  /**
   * Returns names of layers, one of which is in every generator: by it the generator is found
   * wherever it lies in a file; none if its tensors do not identify it.
   */
  default List<String> landmarks() {
    return List.of();
  }

  /**
   * Says whether tensors are named as this architecture names a generator's.
   *
   * @param tensors the names of all, weight norm folded: {@code conv_pre.weight}
   */
  default boolean recognizes(Set<String> tensors) {
    return false;
  }

  /**
   * Returns the tensors of a generator that are not trained, which files may leave out as their
   * values are known.
   *
   * @param tensors the names of those that there are
   * @return by name, whether they are there or not; none by default
   */
  default Map<String, Tensor> buffers(Set<String> tensors) {
    return Map.of();
  }

  /** Says whether {@link #inferred} returns something for tensors that it recognises. */
  default boolean needsNoConfig() {
    return false;
  }

  /**
   * A generator and the mels it takes.
   *
   * @param generator the sizes of the generator
   * @param mels the mels
   */
  record Inferred(GeneratorConfig generator, MelFormat mels) {}

  /**
   * Returns the generator that tensors belong to, by their names and shapes, with the mels of its
   * reference implementation. Shapes are still to be checked against it.
   *
   * @param tensors shapes by names, weight norm folded
   * @return empty if they do not tell
   * @throws dev.vocoder.ConfigException if they are named so, but make no network
   */
  default Optional<Inferred> inferred(Map<String, Shape> tensors) {
    return Optional.empty();
  }

  /**
   * Returns the published recipe of a generator's training, as keys of a config that has every key
   * of a recipe: {@code discriminators} and their sizes, {@code adversarial_loss}, the weights
   * {@code lambda_…}, the optimisers' settings, {@code turns}, {@code lr_decay} or another {@code
   * lr_schedule}, {@code batch_size}, {@code segment_size} and {@code least_amplitude}.
   *
   * @param generator of this architecture
   * @param config what the generator was read from, which may say more in the reference's own keys
   */
  Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config);

  /**
   * Returns published models by name, each as a whole config: sizes, mels and recipe.
   *
   * @return in a fixed order; none by default
   */
  default Map<String, Map<String, Object>> presets() {
    return Map.of();
  }
}
