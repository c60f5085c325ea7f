package dev.vocoder.network.bigvgan;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
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
   * <p>The usual architecture's: the reference's discriminators of spectrograms are not there.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return Architectures.usual().recipe(generator, config);
  }
}
