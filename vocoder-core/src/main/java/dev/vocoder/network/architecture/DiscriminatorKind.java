package dev.vocoder.network.architecture;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.DiscriminatorConfig;
import java.util.Map;

/**
 * A kind of discriminator: its name and its keys in a config. Found with {@link
 * java.util.ServiceLoader}. Implementations keep no state.
 */
public interface DiscriminatorKind {

  /** Returns its name in configs, and in checkpoints of one discriminator of the kind. */
  String name();

  /** Returns the key of the object of its sizes in a config. */
  String sizesKey();

  /** Returns the published sizes. */
  DiscriminatorConfig usual();

  /**
   * Says whether a discriminator is of this kind.
   *
   * @param config any
   */
  boolean makes(DiscriminatorConfig config);

  /**
   * Reads sizes.
   *
   * @param sizes the object under {@link #sizesKey}
   * @param usual what it leaves out, of this kind
   * @throws dev.vocoder.ConfigException if they make no network
   */
  DiscriminatorConfig read(ConfigFile sizes, DiscriminatorConfig usual);

  /**
   * Writes sizes.
   *
   * @param config of this kind
   * @param sizes where the keys go that {@link #read} takes
   */
  void write(DiscriminatorConfig config, Map<String, Object> sizes);
}
