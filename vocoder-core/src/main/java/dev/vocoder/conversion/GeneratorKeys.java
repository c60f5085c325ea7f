package dev.vocoder.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.Text;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.CycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator.Config.Gating;
import dev.vocoder.network.conversion.StarGanGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The generators that convert, in a config: {@code architecture}, and the other sizes of its config
 * record, by their names, under {@code generator}. The bands are those of the mels.
 */
public final class GeneratorKeys {
  private static final String ARCHITECTURE = "architecture";
  private static final String SIZES = "generator";

  private static final String CHANNELS = "channels";
  private static final String BLOCKS = "blocks";
  private static final String GATING = "gating";
  private static final String DOMAINS = "domains";
  private static final String WIDTH = "width";
  private static final String LATENT = "latent";

  private static final List<Entry<?>> ENTRIES =
      List.of(
          new Entry<>(
              "maskcyclegan-vc",
              MaskCycleGanGenerator.Config.class,
              MaskCycleGanGenerator.Config::masked,
              (sizes, bands, voices) -> readMask(sizes, bands, true),
              GeneratorKeys::writeMask),
          new Entry<>(
              "cyclegan-vc2",
              MaskCycleGanGenerator.Config.class,
              mask -> !mask.masked(),
              (sizes, bands, voices) -> readMask(sizes, bands, false),
              GeneratorKeys::writeMask),
          new Entry<>(
              "cyclegan-vc",
              CycleGanGenerator.Config.class,
              cycle -> true,
              (sizes, bands, voices) -> readCycle(sizes, bands),
              GeneratorKeys::writeCycle),
          new Entry<>(
              "stargan-vc",
              StarGanGenerator.Config.class,
              star -> true,
              GeneratorKeys::readStar,
              GeneratorKeys::writeStar));

  /**
   * An architecture in a config.
   *
   * @param name what it is called there
   * @param type its config record
   * @param named which of these have the name
   * @param reader takes sizes from a config
   * @param writer puts them there
   */
  private record Entry<C extends ConversionGenerator.Config>(
      String name,
      Class<C> type,
      Predicate<C> named,
      Reader<C> reader,
      BiConsumer<C, Map<String, Object>> writer) {

    boolean fits(ConversionGenerator.Config generator) {
      return type.isInstance(generator) && named.test(type.cast(generator));
    }

    Map<String, Object> sizes(ConversionGenerator.Config generator) {
      Map<String, Object> sizes = new LinkedHashMap<>();
      writer.accept(type.cast(generator), sizes);
      return sizes;
    }
  }

  /** Reads sizes, beside which the bands and the number of voices are known. */
  @FunctionalInterface
  private interface Reader<C> {
    C read(ConfigFile sizes, int bands, int voices);
  }

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
    return ENTRIES.stream()
        .filter(entry -> entry.name.equals(architecture))
        .findFirst()
        .orElseThrow(() -> unknown(architecture))
        .reader
        .read(config.object(SIZES), bands, voices);
  }

  private static ConfigException unknown(String architecture) {
    List<String> names = ENTRIES.stream().map(Entry::name).toList();
    return new ConfigException(
        "%s is '%s'; known are %s."
            .formatted(ARCHITECTURE, architecture, Text.series(names, "and")));
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
    keys.put(ARCHITECTURE, entry(generator).name);
    keys.put(SIZES, sizes(generator));
  }

  /** Returns the sizes as they are under {@code generator}. */
  static Map<String, Object> sizes(ConversionGenerator.Config generator) {
    return entry(generator).sizes(generator);
  }

  private static Entry<?> entry(ConversionGenerator.Config generator) {
    return ENTRIES.stream()
        .filter(entry -> entry.fits(generator))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a config has no keys for " + generator));
  }

  private static void writeMask(MaskCycleGanGenerator.Config mask, Map<String, Object> sizes) {
    sizes.put(CHANNELS, mask.channels());
    sizes.put(BLOCKS, mask.blocks());
    sizes.put(GATING, ConfigFile.name(mask.gating()));
    sizes.put(DOMAINS, mask.domains());
  }

  private static void writeCycle(CycleGanGenerator.Config cycle, Map<String, Object> sizes) {
    sizes.put(WIDTH, cycle.width());
    sizes.put(BLOCKS, cycle.blocks());
  }

  private static void writeStar(StarGanGenerator.Config star, Map<String, Object> sizes) {
    sizes.put(DOMAINS, star.domains());
    sizes.put(WIDTH, star.width());
    sizes.put(LATENT, star.latent());
  }
}
