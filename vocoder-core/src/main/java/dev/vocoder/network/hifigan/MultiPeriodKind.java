package dev.vocoder.network.hifigan;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.architecture.DiscriminatorKind;
import java.util.Map;

/**
 * The multi-period discriminator in a config: {@code periods}, {@code channels}, {@code
 * kernel_size}, {@code stride} and {@code norm} (none, weight or spectral).
 */
public final class MultiPeriodKind implements DiscriminatorKind {
  /** Its name, in the reference's checkpoints too. */
  public static final String NAME = "mpd";

  /** Creates the kind; for {@link java.util.ServiceLoader}. */
  public MultiPeriodKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String sizesKey() {
    return "multi_period_discriminator";
  }

  @Override
  public DiscriminatorConfig usual() {
    return MultiPeriodConfig.PAPER;
  }

  @Override
  public boolean makes(DiscriminatorConfig config) {
    return config instanceof MultiPeriodConfig;
  }

  @Override
  public DiscriminatorConfig read(ConfigFile sizes, DiscriminatorConfig usual) {
    MultiPeriodConfig otherwise = (MultiPeriodConfig) usual;
    return new MultiPeriodConfig(
        sizes.integers("periods", otherwise.periods()),
        sizes.integers("channels", otherwise.channels()),
        sizes.integer("kernel_size", otherwise.kernel()),
        sizes.integer("stride", otherwise.stride()),
        NormKeys.read(sizes.text("norm", NormKeys.name(otherwise.norm()))));
  }

  @Override
  public void write(DiscriminatorConfig config, Map<String, Object> sizes) {
    MultiPeriodConfig own = (MultiPeriodConfig) config;
    sizes.put("periods", own.periods());
    sizes.put("channels", own.channels());
    sizes.put("kernel_size", own.kernel());
    sizes.put("stride", own.stride());
    sizes.put("norm", NormKeys.name(own.norm()));
  }
}
