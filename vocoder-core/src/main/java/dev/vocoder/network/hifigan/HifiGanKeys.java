package dev.vocoder.network.hifigan;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.Padding;
import dev.vocoder.network.upsampling.PaddingKeys;
import java.util.List;
import java.util.Map;

/**
 * A HiFi-GAN generator in a config, as the reference implementation's {@code config.json} has it,
 * with keys of ours for what the reference does not know: {@link PaddingKeys}, {@code
 * leaky_relu_slope}, {@code output_padding} (true where transposed convolutions whose kernel
 * exceeds the rate by an odd number make as many samples as the rate says, cut a sample less at the
 * far end, and not one more as the reference's), and {@code residual_kind} (single or paired) in
 * place of {@code resblock} where blocks have other numbers of dilations than the reference's.
 */
final class HifiGanKeys {
  private static final String KIND = "residual_kind";
  private static final String DILATIONS = "resblock_dilation_sizes";
  private static final String SLOPE = "leaky_relu_slope";
  private static final String OUTPUT_PADDING = "output_padding";

  private HifiGanKeys() {}

  static HifiGanConfig read(ConfigFile config) {
    boolean isReference = !config.has(KIND);
    ResidualBlock.Kind kind =
        isReference
            ? referenceKind(config)
            : config.choice(KIND, ResidualBlock.Kind.class, ResidualBlock.Kind.PAIRED);
    List<List<Integer>> dilations = config.integerLists(DILATIONS);
    return new HifiGanConfig(
        config.integer("num_mels"),
        config.integer("upsample_initial_channel"),
        config.integers("upsample_rates"),
        config.integers("upsample_kernel_sizes"),
        kind,
        config.integers("resblock_kernel_sizes"),
        isReference ? dilations.stream().map(kind::taken).toList() : dilations,
        PaddingKeys.read(config, Padding.ZEROS),
        (float) config.number(SLOPE, HifiGanConfig.REFERENCE_SLOPE),
        !config.flag(OUTPUT_PADDING, false));
  }

  private static ResidualBlock.Kind referenceKind(ConfigFile config) {
    return switch (config.text("resblock")) {
      case "1" -> ResidualBlock.Kind.PAIRED;
      case "2" -> ResidualBlock.Kind.SINGLE;
      default ->
          throw new ConfigException(
              "resblock is %s; known are \"1\" and \"2\".".formatted(config.shown("resblock")));
    };
  }

  static void write(HifiGanConfig generator, Map<String, Object> keys) {
    ResidualBlock.Kind kind = generator.residualKind();
    int branches = kind.referenceBranches();
    if (generator.residualDilations().stream().allMatch(block -> block.size() == branches)) {
      keys.put("resblock", kind == ResidualBlock.Kind.PAIRED ? "1" : "2");
    } else {
      keys.put(KIND, ConfigFile.name(kind));
    }
    keys.put("upsample_rates", generator.upsampleRates());
    keys.put("upsample_kernel_sizes", generator.upsampleKernels());
    keys.put("upsample_initial_channel", generator.initialChannels());
    keys.put("resblock_kernel_sizes", generator.residualKernels());
    keys.put(DILATIONS, generator.residualDilations());
    PaddingKeys.write(generator.padding(), Padding.ZEROS, keys);
    if (generator.slope() != HifiGanConfig.REFERENCE_SLOPE) {
      keys.put(SLOPE, generator.slope());
    }
    if (generator.hasOddCuts() && !generator.equalCuts()) {
      keys.put(OUTPUT_PADDING, true);
    }
  }
}
