package dev.vocoder.network.bigvgan;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import java.util.Map;

/**
 * A BigVGAN generator in a config, as the reference implementation's {@code config.json} has it.
 * {@code use_bias_at_final} is not read: an output convolution without bias has one of zero.
 */
final class BigVganKeys {
  /** The kind of activation, which no other architecture's config has beside {@link #LOGSCALE}. */
  static final String ACTIVATION = "activation";

  static final String LOGSCALE = "snake_logscale";
  private static final String TANH = "use_tanh_at_final";

  private BigVganKeys() {}

  static BigVganConfig read(ConfigFile config) {
    return new BigVganConfig(
        config.integer("num_mels"),
        config.integer("upsample_initial_channel"),
        config.integers("upsample_rates"),
        config.integers("upsample_kernel_sizes"),
        residualKind(config),
        config.integers("resblock_kernel_sizes"),
        config.integerLists("resblock_dilation_sizes"),
        snake(config),
        config.flag(LOGSCALE, true),
        config.flag(TANH, true));
  }

  private static PeriodicBlock.Kind residualKind(ConfigFile config) {
    return switch (config.text("resblock")) {
      case "1" -> PeriodicBlock.Kind.PAIRED;
      case "2" -> PeriodicBlock.Kind.SINGLE;
      default ->
          throw new ConfigException(
              "resblock is %s; known are \"1\" and \"2\".".formatted(config.shown("resblock")));
    };
  }

  private static AntiAliasedSnake.Kind snake(ConfigFile config) {
    return config.choice(ACTIVATION, AntiAliasedSnake.Kind.class, AntiAliasedSnake.Kind.SNAKEBETA);
  }

  static void write(BigVganConfig generator, Map<String, Object> keys) {
    keys.put("resblock", generator.residualKind() == PeriodicBlock.Kind.PAIRED ? "1" : "2");
    keys.put("upsample_rates", generator.upsampleRates());
    keys.put("upsample_kernel_sizes", generator.upsampleKernels());
    keys.put("upsample_initial_channel", generator.initialChannels());
    keys.put("resblock_kernel_sizes", generator.residualKernels());
    keys.put("resblock_dilation_sizes", generator.residualDilations());
    keys.put(ACTIVATION, ConfigFile.name(generator.snake()));
    keys.put(LOGSCALE, generator.logarithmic());
    keys.put(TANH, generator.tanh());
  }
}
