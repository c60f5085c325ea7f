package dev.vocoder.network.multiband;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.util.Map;
import java.util.Optional;

/**
 * Generators of any named architecture whose sub-bands are joined: a config has that architecture's
 * keys, and {@code pqmf_taps}, the order of the filters.
 */
public final class MultiBand implements Architecture {
  private static final String FILTER_TAPS = "pqmf_taps";

  /** Creates the architecture; for {@link java.util.ServiceLoader}. */
  public MultiBand() {}

  /** Returns nothing: the name is that of what makes the sub-bands. */
  @Override
  public Optional<String> name() {
    return Optional.empty();
  }

  @Override
  public String title() {
    return "multi-band";
  }

  @Override
  public boolean owns(ConfigFile config) {
    return config.has(FILTER_TAPS);
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    GeneratorConfig network = Architectures.named(config).read(config, tensors);
    return new MultiBandConfig(network, config.integer(FILTER_TAPS));
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof MultiBandConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    MultiBandConfig multiBand = (MultiBandConfig) generator;
    Architectures.of(multiBand.network()).write(multiBand.network(), keys);
    keys.put(FILTER_TAPS, multiBand.filterTaps());
  }

  /**
   * {@inheritDoc}
   *
   * <p>The usual architecture's.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return Architectures.usual().recipe(generator, config);
  }
}
