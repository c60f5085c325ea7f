package dev.vocoder.checkpoint;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import java.util.Map;

/**
 * The padding of a generator in a config of ours: {@code padding_mode} (zeros, reflect or
 * replicate), {@code causal}, and {@code upsampling_padding_mode} (zeros or replicate) of a causal
 * one.
 */
final class PaddingKeys {
  private static final String MODE = "padding_mode";
  private static final String CAUSAL = "causal";
  private static final String UPSAMPLING_MODE = "upsampling_padding_mode";

  private PaddingKeys() {}

  /** Reads it; what is left out is the usual. */
  static Padding read(ConfigFile config, Padding usual) {
    return new Padding(
        config.choice(MODE, PaddingMode.class, usual.mode()),
        config.flag(CAUSAL, usual.causal()),
        config.choice(UPSAMPLING_MODE, PaddingMode.class, usual.upsamplingMode()));
  }

  /** Writes it, and leaves out what is usual. */
  static void write(Padding padding, Padding usual, Map<String, Object> keys) {
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
