package dev.vocoder.network.melgan;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.architecture.ConvolutionKeys;
import dev.vocoder.network.architecture.DiscriminatorKind;
import java.util.Map;

/**
 * MelGAN's discriminator in a config: {@code scales}, {@code pool_kernel_size}, {@code
 * padding_mode}, {@code leaky_relu_slope} and the layers.
 */
public final class MelGanDiscriminatorKind implements DiscriminatorKind {
  /** Its name. */
  static final String NAME = "melgan";

  /** The key of its sizes. */
  static final String SIZES = "melgan_discriminator";

  /** Creates the kind; for {@link java.util.ServiceLoader}. */
  public MelGanDiscriminatorKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String sizesKey() {
    return SIZES;
  }

  @Override
  public DiscriminatorConfig usual() {
    return MelGanDiscriminatorConfig.PAPER;
  }

  @Override
  public boolean makes(DiscriminatorConfig config) {
    return config instanceof MelGanDiscriminatorConfig;
  }

  @Override
  public DiscriminatorConfig read(ConfigFile sizes, DiscriminatorConfig usual) {
    MelGanDiscriminatorConfig otherwise = (MelGanDiscriminatorConfig) usual;
    return new MelGanDiscriminatorConfig(
        sizes.integer("scales", otherwise.scales()),
        ConvolutionKeys.read(sizes, otherwise.layers()),
        sizes.integer("pool_kernel_size", otherwise.poolKernel()),
        sizes.choice("padding_mode", PaddingMode.class, otherwise.inputPadding()),
        (float) sizes.number("leaky_relu_slope", otherwise.slope()));
  }

  @Override
  public void write(DiscriminatorConfig config, Map<String, Object> sizes) {
    MelGanDiscriminatorConfig own = (MelGanDiscriminatorConfig) config;
    sizes.put("scales", own.scales());
    sizes.put("pool_kernel_size", own.poolKernel());
    sizes.put("padding_mode", ConfigFile.name(own.inputPadding()));
    sizes.put("leaky_relu_slope", own.slope());
    ConvolutionKeys.write(own.layers(), sizes);
  }
}
