package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.List;
import java.util.Map;

/**
 * A HiFi-GAN generator in a config, as the reference implementation's {@code config.json} has it.
 */
final class HifiGanKeys {
  static final String ARCHITECTURE = "hifigan";

  private HifiGanKeys() {}

  static HifiGanConfig read(ConfigFile config) {
    ResidualBlock.Kind kind =
        switch (config.text("resblock")) {
          case "1" -> ResidualBlock.Kind.PAIRED;
          case "2" -> ResidualBlock.Kind.SINGLE;
          default ->
              throw new ConfigException(
                  "resblock is %s; known are \"1\" and \"2\".".formatted(config.shown("resblock")));
        };
    // The reference's blocks take as many dilations as they have branches and leave the rest.
    int branches = kind == ResidualBlock.Kind.PAIRED ? 3 : 2;
    List<List<Integer>> dilations =
        config.list(
            "resblock_dilation_sizes",
            element -> {
              List<Integer> all = ConfigFile.integers("resblock_dilation_sizes", element);
              if (all.size() < branches) {
                throw new ConfigException(
                    "resblock_dilation_sizes has %s, but resblock %s needs %d dilations."
                        .formatted(all, config.shown("resblock"), branches));
              }
              return all.subList(0, branches);
            });
    return new HifiGanConfig(
        config.integer("num_mels"),
        config.integer("upsample_initial_channel"),
        config.integers("upsample_rates"),
        config.integers("upsample_kernel_sizes"),
        kind,
        config.integers("resblock_kernel_sizes"),
        dilations);
  }

  static void write(HifiGanConfig generator, Map<String, Object> keys) {
    keys.put("resblock", generator.residualKind() == ResidualBlock.Kind.PAIRED ? "1" : "2");
    keys.put("upsample_rates", generator.upsampleRates());
    keys.put("upsample_kernel_sizes", generator.upsampleKernels());
    keys.put("upsample_initial_channel", generator.initialChannels());
    keys.put("resblock_kernel_sizes", generator.residualKernels());
    keys.put("resblock_dilation_sizes", generator.residualDilations());
  }
}
