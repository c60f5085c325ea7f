package dev.vocoder.network.vocos;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.convnext.ConvNextSizes;
import java.util.Map;

/** A backbone in a config of ours, by the names that Vocos's own configs have. */
final class BackboneKeys {
  private static final String LAYER_SCALE = "layer_scale";

  private BackboneKeys() {}

  static ConvNextSizes read(ConfigFile config) {
    return new ConvNextSizes(
        config.integer("num_mels"),
        config.integer("dim"),
        config.integer("intermediate_dim"),
        config.integer("num_layers"),
        config.flag(LAYER_SCALE, true));
  }

  static void write(ConvNextSizes sizes, Map<String, Object> keys) {
    keys.put("dim", sizes.channels());
    keys.put("intermediate_dim", sizes.hiddenChannels());
    keys.put("num_layers", sizes.blocks());
    if (!sizes.layerScale()) {
      keys.put(LAYER_SCALE, false);
    }
  }
}
