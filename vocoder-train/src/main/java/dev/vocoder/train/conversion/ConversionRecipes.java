package dev.vocoder.train.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.CycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.StarGanGenerator;
import dev.vocoder.train.adversarial.Fakes;
import dev.vocoder.train.adversarial.GanLoss;
import dev.vocoder.train.conversion.ConversionRecipe.Learning;
import dev.vocoder.train.conversion.ConversionRecipe.Objective;
import dev.vocoder.train.conversion.ConversionRecipe.Opponents;
import dev.vocoder.train.conversion.ConversionRecipe.SegmentSizes;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The published recipes, and those in files: in these, a key that is missing is that of the
 * published recipe of its architecture. docs/conversion.md lists the keys.
 */
public final class ConversionRecipes {
  private static final int BANDS = 80;
  private static final long USUAL_SEED = 1234;
  private static final Learning LEARNING =
      new Learning(
          2e-4,
          1e-4,
          1e-4,
          0.5,
          0.999,
          OptionalLong.empty(),
          OptionalLong.empty(),
          Fakes.REUSED,
          0);
  private static final Map<String, ConversionRecipe> PRESETS = published();

  private ConversionRecipes() {}

  private static Map<String, ConversionRecipe> published() {
    Map<String, ConversionRecipe> presets = new LinkedHashMap<>();
    presets.put(
        "maskcyclegan-vc", cycle(MaskCycleGanGenerator.Config.mask(BANDS, 256), 256, true, 64, 32));
    presets.put(
        "cyclegan-vc2",
        cycle(MaskCycleGanGenerator.Config.cycleGan2(BANDS, 256), 256, true, 128, 0));
    presets.put(
        "cyclegan-vc", cycle(new CycleGanGenerator.Config(BANDS, 128, 6), 128, false, 128, 0));
    presets.put("stargan-vc", star(new StarGanGenerator.Config(BANDS, 2, 32, 16)));
    presets.put(
        ConversionKeys.MODULATED, star(MaskCycleGanGenerator.Config.modulated(BANDS, 256, 2)));
    return Collections.unmodifiableMap(presets);
  }

  private static ConversionRecipe cycle(
      ConversionGenerator.Config generator, int channels, boolean second, int frames, int mask) {
    return new ConversionRecipe(
        generator,
        MelFormat.HIFIGAN,
        new Opponents(channels, second, false, 8),
        new Objective(GanLoss.LEAST_SQUARES, 1, second ? 1 : 0, 0, 10, 5, OptionalLong.empty()),
        LEARNING,
        new SegmentSizes(1, frames, mask),
        USUAL_SEED);
  }

  private static ConversionRecipe star(ConversionGenerator.Config generator) {
    return new ConversionRecipe(
        generator,
        MelFormat.HIFIGAN,
        new Opponents(32, false, false, 8),
        new Objective(GanLoss.CROSS_ENTROPY, 1, 0, 1, 10, 5, OptionalLong.empty()),
        LEARNING,
        new SegmentSizes(8, 64, 0),
        USUAL_SEED);
  }

  /**
   * Returns the published recipes by name, in a fixed order: {@code maskcyclegan-vc}, {@code
   * cyclegan-vc2}, {@code cyclegan-vc}, {@code stargan-vc}, and {@code stargan-vc-modulated}, the
   * same with CycleGAN-VC2's generator, told the voice by its norms. Over the 400 000 steps of the
   * papers, rates stay for 200 000 and fall for 200 000; in shorter runs for their halves.
   */
  public static Map<String, ConversionRecipe> presets() {
    return PRESETS;
  }

  /**
   * Returns a published recipe.
   *
   * @param name one of the keys of {@link #presets()}
   * @throws ConfigException if there is none of that name
   */
  public static ConversionRecipe preset(String name) {
    ConversionRecipe preset = PRESETS.get(name);
    if (preset == null) {
      throw new ConfigException(
          "There is no recipe %s; known are %s."
              .formatted(name, String.join(", ", PRESETS.keySet())));
    }
    return preset;
  }

  /**
   * Reads a recipe.
   *
   * @param file JSON or YAML
   * @throws ConfigException if it is no recipe, or makes no networks
   */
  public static ConversionRecipe read(Path file) {
    return read(ConfigFile.read(file));
  }

  static ConversionRecipe read(ConfigFile config) {
    return ConversionKeys.read(config, ConversionRecipes::preset);
  }
}
