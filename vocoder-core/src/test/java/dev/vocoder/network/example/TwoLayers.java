package dev.vocoder.network.example;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Generators of two layers. */
public final class TwoLayers implements Architecture {
  private static final String NAME = "two_layers";

  @Override
  public Optional<String> name() {
    return Optional.of(NAME);
  }

  @Override
  public String title() {
    return "two-layer";
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    return new TwoLayersConfig(
        config.integer("num_mels"), config.integer("channels"), config.integer("rate"));
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof TwoLayersConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    TwoLayersConfig sizes = (TwoLayersConfig) generator;
    keys.put(KEY, NAME);
    keys.put("channels", sizes.channels());
    keys.put("rate", sizes.rate());
  }

  @Override
  public List<String> landmarks() {
    return List.of("upsampling");
  }

  @Override
  public boolean recognizes(Set<String> tensors) {
    return tensors.contains("upsampling.weight") && tensors.contains("output.weight");
  }

  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return Architectures.usual().recipe(generator, config);
  }
}
