package dev.vocoder.network.bigvgan;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.container.Tensor;
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
  private static final String SINE = ".act.alpha"; // ends a name in every activation

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
   * <p>They are the filters of the activations, which some programs compute and do not save.
   */
  @Override
  public Map<String, Tensor> buffers(Set<String> tensors) {
    Map<String, Tensor> filters = new LinkedHashMap<>();
    for (String name : tensors) {
      if (name.endsWith(SINE)) {
        String activation = name.substring(0, name.length() - SINE.length());
        for (String filter : List.of(".upsample.filter", ".downsample.lowpass.filter")) {
          filters.put(
              activation + filter,
              new Tensor(new int[] {1, 1, LowPassFilter.TAPS}, LowPassFilter.taps()));
        }
      }
    }
    return filters;
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
    Map<String, Object> keys = new LinkedHashMap<>();
    write(generator, keys);
    MelFormatKeys.write(MelFormat.BIGVGAN_24KHZ, keys);
    keys.putAll(BigVganRecipe.of(generator.hopSize(), ConfigFile.of(Map.of(), NAME)));
    return Map.of("bigvgan-24k-base", keys);
  }
}
