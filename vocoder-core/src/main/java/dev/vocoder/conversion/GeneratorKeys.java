package dev.vocoder.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.CycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator.Config.Gating;
import dev.vocoder.network.conversion.StarGanGenerator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The generators that convert, in a config: {@code architecture}, and the other sizes of its config
 * record, by their names, under {@code generator}. The bands are those of the mels.
 */
public final class GeneratorKeys {
  private static final String ARCHITECTURE = "architecture";
  private static final String SIZES = "generator";

  private static final String MASK = "maskcyclegan-vc";
  private static final String CYCLE_2 = "cyclegan-vc2";
  private static final String CYCLE = "cyclegan-vc";
  private static final String STAR = "stargan-vc";

  private static final String CHANNELS = "channels";
  private static final String BLOCKS = "blocks";
  private static final String GATING = "gating";
  private static final String DOMAINS = "domains";
  private static final String WIDTH = "width";
  private static final String LATENT = "latent";

  private GeneratorKeys() {}

  /**
   * Returns the name of the generators that a config is of.
   *
   * @throws dev.vocoder.ConfigException if it lacks it
   */
  public static String architecture(ConfigFile config) {
    return config.text(ARCHITECTURE);
  }

  /**
   * Takes a config's values.
   *
   * @param config the config
   * @param bands the number of mel bands
   * @param voices how many voices a generator knows that is told them by a code, where the config
   *     does not say
   * @throws ConfigException if it lacks a key, or its values make no generator
   */
  public static ConversionGenerator.Config read(ConfigFile config, int bands, int voices) {
    String architecture = architecture(config);
    return switch (architecture) {
      case MASK, CYCLE_2 -> readMask(config.object(SIZES), bands, architecture.equals(MASK));
      case CYCLE -> readCycle(config.object(SIZES), bands);
      case STAR -> readStar(config.object(SIZES), bands, voices);
      default ->
          throw new ConfigException(
              "%s is '%s'; known are %s, %s, %s and %s."
                  .formatted(ARCHITECTURE, architecture, MASK, CYCLE_2, CYCLE, STAR));
    };
  }

  private static MaskCycleGanGenerator.Config readMask(
      ConfigFile sizes, int bands, boolean masked) {
    return new MaskCycleGanGenerator.Config(
        bands,
        sizes.integer(CHANNELS),
        sizes.integer(BLOCKS, MaskCycleGanGenerator.Config.PUBLIC.blocks()),
        masked,
        sizes.choice(GATING, Gating.class, Gating.SELF),
        sizes.integer(DOMAINS, 0));
  }

  private static CycleGanGenerator.Config readCycle(ConfigFile sizes, int bands) {
    return new CycleGanGenerator.Config(bands, sizes.integer(WIDTH), sizes.integer(BLOCKS));
  }

  private static StarGanGenerator.Config readStar(ConfigFile sizes, int bands, int voices) {
    return new StarGanGenerator.Config(
        bands, sizes.integer(DOMAINS, voices), sizes.integer(WIDTH), sizes.integer(LATENT));
  }

  /**
   * Adds the keys and values that {@link #read} takes.
   *
   * @param generator the sizes
   * @param keys what a config will hold
   */
  public static void write(ConversionGenerator.Config generator, Map<String, Object> keys) {
    keys.put(ARCHITECTURE, name(generator));
    keys.put(SIZES, sizes(generator));
  }

  private static String name(ConversionGenerator.Config generator) {
    if (generator instanceof MaskCycleGanGenerator.Config mask) {
      return mask.masked() ? MASK : CYCLE_2;
    }
    return generator instanceof CycleGanGenerator.Config ? CYCLE : STAR;
  }

  /** Returns the sizes as they are under {@code generator}. */
  static Map<String, Object> sizes(ConversionGenerator.Config generator) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    if (generator instanceof MaskCycleGanGenerator.Config mask) {
      sizes.put(CHANNELS, mask.channels());
      sizes.put(BLOCKS, mask.blocks());
      sizes.put(GATING, ConfigFile.name(mask.gating()));
      sizes.put(DOMAINS, mask.domains());
    } else if (generator instanceof CycleGanGenerator.Config cycle) {
      sizes.put(WIDTH, cycle.width());
      sizes.put(BLOCKS, cycle.blocks());
    } else if (generator instanceof StarGanGenerator.Config star) {
      sizes.put(DOMAINS, star.domains());
      sizes.put(WIDTH, star.width());
      sizes.put(LATENT, star.latent());
    } else {
      throw new IllegalArgumentException("a config has no keys for " + generator);
    }
    return sizes;
  }
}
