package dev.vocoder.network.hifigan;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.architecture.ConvolutionKeys;
import dev.vocoder.network.architecture.DiscriminatorKind;
import java.util.List;
import java.util.Map;

/**
 * The multi-scale discriminator in a config: {@code norms} (none, weight or spectral for each
 * scale) and the layers.
 */
public final class MultiScaleKind implements DiscriminatorKind {
  /** Its name, in the reference's checkpoints too. */
  static final String NAME = "msd";

  private static final String NORMS = "norms";

  /** Creates the kind; for {@link java.util.ServiceLoader}. */
  public MultiScaleKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String sizesKey() {
    return "multi_scale_discriminator";
  }

  @Override
  public DiscriminatorConfig usual() {
    return MultiScaleConfig.PAPER;
  }

  @Override
  public boolean makes(DiscriminatorConfig config) {
    return config instanceof MultiScaleConfig;
  }

  @Override
  public DiscriminatorConfig read(ConfigFile sizes, DiscriminatorConfig usual) {
    MultiScaleConfig otherwise = (MultiScaleConfig) usual;
    List<WeightForm> norms =
        sizes.has(NORMS)
            ? sizes.texts(NORMS).stream().map(NormKeys::read).toList()
            : otherwise.norms();
    return new MultiScaleConfig(norms, ConvolutionKeys.read(sizes, otherwise.layers()));
  }

  @Override
  public void write(DiscriminatorConfig config, Map<String, Object> sizes) {
    MultiScaleConfig own = (MultiScaleConfig) config;
    sizes.put(NORMS, own.norms().stream().map(NormKeys::name).toList());
    ConvolutionKeys.write(own.layers(), sizes);
  }
}
