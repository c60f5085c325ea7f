package dev.vocoder.network.upsampling;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import java.util.Map;

/**
 * The padding of a generator in a config of ours: {@code padding_mode} (zeros, reflect or
 * replicate), {@code causal}, and {@code upsampling_padding_mode} (zeros or replicate) of a causal
 * one.
 */
public final class PaddingKeys {
  private static final String MODE = "padding_mode";
  private static final String CAUSAL = "causal";
  private static final String UPSAMPLING_MODE = "upsampling_padding_mode";

  private PaddingKeys() {}

  /**
   * Reads it.
   *
   * @param config a generator's config
   * @param usual what is left out
   * @throws dev.vocoder.ConfigException if a value is unknown
   */
  public static Padding read(ConfigFile config, Padding usual) {
    return new Padding(
        config.choice(MODE, PaddingMode.class, usual.mode()),
        config.flag(CAUSAL, usual.causal()),
        config.choice(UPSAMPLING_MODE, PaddingMode.class, usual.upsamplingMode()));
  }

  /**
   * Writes it.
   *
   * @param padding what is written
   * @param usual what is left out
   * @param keys where the keys go
   */
  public static void write(Padding padding, Padding usual, Map<String, Object> keys) {
    if (padding.mode() != usual.mode()) {
      keys.put(MODE, ConfigFile.name(padding.mode()));
    }
    if (padding.causal() != usual.causal()) {
      keys.put(CAUSAL, padding.causal());
    }
    if (padding.upsamplingMode() != usual.upsamplingMode()) {
      keys.put(UPSAMPLING_MODE, ConfigFile.name(padding.upsamplingMode()));
    }
  }
}
