package dev.vocoder.network.melgan;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.upsampling.PaddingKeys;
import java.util.Map;

/**
 * A MelGAN generator in a config of ours, where HiFi-GAN's keys mean what they mean there. What is
 * left out is the paper's. {@code outputs} is the number of sub-bands of a multi-band one.
 */
final class MelGanKeys {
  private static final String OUTPUTS = "outputs";

  private MelGanKeys() {}

  static MelGanConfig read(ConfigFile config) {
    MelGanConfig paper = MelGanConfig.PAPER;
    return new MelGanConfig(
        config.integer("num_mels"),
        config.integer("upsample_initial_channel"),
        config.integers("upsample_rates"),
        config.integers("upsample_kernel_sizes"),
        config.choice("residual_kind", ResidualBlock.Kind.class, paper.residualKind()),
        config.integers("residual_dilations", paper.residualDilations()),
        PaddingKeys.read(config, paper.padding()),
        (float) config.number("leaky_relu_slope", paper.slope()),
        config.flag("normalized_input", paper.normalizedInput()),
        config.integer(OUTPUTS, paper.outputs()));
  }

  static void write(MelGanConfig generator, Map<String, Object> keys) {
    keys.put("upsample_rates", generator.upsampleRates());
    keys.put("upsample_kernel_sizes", generator.upsampleKernels());
    keys.put("upsample_initial_channel", generator.initialChannels());
    keys.put("residual_kind", ConfigFile.name(generator.residualKind()));
    keys.put("residual_dilations", generator.residualDilations());
    PaddingKeys.write(generator.padding(), MelGanConfig.PAPER.padding(), keys);
    keys.put("leaky_relu_slope", generator.slope());
    keys.put("normalized_input", generator.normalizedInput());
    if (generator.outputs() != MelGanConfig.PAPER.outputs()) {
      keys.put(OUTPUTS, generator.outputs());
    }
  }
}
