package dev.vocoder.network.vocos;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** WaveNeXt, in a config of ours. */
public final class WaveNext implements Architecture {
  private static final String NAME = "wavenext";
  private static final String HEAD = "head_dim";

  /** Creates the architecture; for {@link java.util.ServiceLoader}. */
  public WaveNext() {}

  @Override
  public Optional<String> name() {
    return Optional.of(NAME);
  }

  @Override
  public String title() {
    return "WaveNeXt";
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    return new WaveNextConfig(
        BackboneKeys.read(config), config.integer(HEAD), config.integer("hop_size"));
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof WaveNextConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    WaveNextConfig sizes = (WaveNextConfig) generator;
    keys.put(KEY, NAME);
    BackboneKeys.write(sizes.backbone(), keys);
    keys.put(HEAD, sizes.hiddenChannels());
  }

  @Override
  public List<String> landmarks() {
    return List.of("convnext.0.dwconv");
  }

  @Override
  public boolean recognizes(Set<String> tensors) {
    return tensors.contains("convnext.0.dwconv.weight") && tensors.contains("linear_1.weight");
  }

  /**
   * {@inheritDoc}
   *
   * <p>That of its public code, which is Vocos's but for the optimisers.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return VocosRecipe.waveNext(generator.hopSize());
  }
}
