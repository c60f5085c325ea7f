package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.network.Padding;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.List;
import java.util.Map;

/**
 * A HiFi-GAN generator in a config, as the reference implementation's {@code config.json} has it,
 * with keys of ours for what the reference does not know: {@link PaddingKeys}, {@code
 * leaky_relu_slope}, {@code output_padding} (true where transposed convolutions whose ends cannot
 * be cut evenly are cut a sample less at the far one), and {@code residual_kind} (single or paired)
 * in place of {@code resblock} where blocks have other numbers of dilations than the reference's.
 */
final class HifiGanKeys {
  static final String ARCHITECTURE = "hifigan";
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
    List<List<Integer>> dilations =
        config.list(DILATIONS, element -> ConfigFile.integers(DILATIONS, element));
    HifiGanConfig generator =
        new HifiGanConfig(
            config.integer("num_mels"),
            config.integer("upsample_initial_channel"),
            config.integers("upsample_rates"),
            config.integers("upsample_kernel_sizes"),
            kind,
            config.integers("resblock_kernel_sizes"),
            isReference ? usedDilations(config, kind, dilations) : dilations,
            PaddingKeys.read(config, Padding.ZEROS),
            (float) config.number(SLOPE, HifiGanConfig.REFERENCE_SLOPE));
    return config.flag(OUTPUT_PADDING, false) ? generator : generator.requireEvenCuts();
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

  /** The reference's blocks take as many dilations as they have branches and leave the rest. */
  private static List<List<Integer>> usedDilations(
      ConfigFile config, ResidualBlock.Kind kind, List<List<Integer>> dilations) {
    int branches = referenceBranches(kind);
    for (List<Integer> ofBlock : dilations) {
      if (ofBlock.size() < branches) {
        throw new ConfigException(
            "resblock_dilation_sizes has %s, but resblock %s needs %d dilations."
                .formatted(ofBlock, config.shown("resblock"), branches));
      }
    }
    return dilations.stream().map(ofBlock -> ofBlock.subList(0, branches)).toList();
  }

  private static int referenceBranches(ResidualBlock.Kind kind) {
    return kind == ResidualBlock.Kind.PAIRED ? 3 : 2;
  }

  static void write(HifiGanConfig generator, Map<String, Object> keys) {
    ResidualBlock.Kind kind = generator.residualKind();
    int branches = referenceBranches(kind);
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
    if (!generator.cutsEvenly()) {
      keys.put(OUTPUT_PADDING, true);
    }
  }
}
