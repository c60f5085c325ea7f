package dev.vocoder.network.bigvgan;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** BigVGAN, versions 1 and 2, whose configs tell themselves by their activations. */
public final class BigVgan implements Architecture {
  private static final String NAME = "bigvgan";

  /** Creates the architecture; for {@link java.util.ServiceLoader}. */
  public BigVgan() {}

  @Override
  public Optional<String> name() {
    return Optional.of(NAME);
  }

  @Override
  public String title() {
    return "BigVGAN";
  }

  @Override
  public boolean owns(ConfigFile config) {
    return config.has(BigVganKeys.LOGSCALE);
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    return BigVganKeys.read(config);
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof BigVganConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    keys.put(KEY, NAME);
    BigVganKeys.write((BigVganConfig) generator, keys);
  }

  @Override
  public List<String> landmarks() {
    return List.of("conv_pre");
  }

  @Override
  public boolean recognizes(Set<String> tensors) {
    return tensors.contains("conv_pre.weight") && tensors.contains("ups.0.0.weight");
  }

  /**
   * {@inheritDoc}
   *
   * <p>Version 1's, with what the reference's config says otherwise: 2's mel loss, for example.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return BigVganRecipe.of(generator.hopSize(), config);
  }

  /** Returns the published base model's of 24 kHz. */
  @Override
  public Map<String, Map<String, Object>> presets() {
    BigVganConfig generator = BigVganConfig.BASE_24KHZ;
    MelFormat mels =
        MelFormat.HIFIGAN.toBuilder()
            .sampleRate(24_000)
            .bands(generator.bands())
            .fMax(12_000)
            .build();
    Map<String, Object> keys = new LinkedHashMap<>();
    write(generator, keys);
    MelFormatKeys.write(mels, keys);
    keys.putAll(BigVganRecipe.of(generator.hopSize(), ConfigFile.of(Map.of(), NAME)));
    return Map.of("bigvgan-24k-base", keys);
  }
}
