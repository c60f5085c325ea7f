package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.multiband.MultiBandConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a vocoder is: a generator and the mels it takes.
 *
 * <p>As a file it is a {@code config.json} with the keys of HiFi-GAN's reference implementation
 * and, where they do not suffice, ours: {@code architecture} ({@code hifigan} if it is left out, or
 * {@code melgan}) and {@code mel}, an object of whatever distinguishes the mels from HiFi-GAN's.
 *
 * @param generator the sizes of the generator
 * @param melFormat the mels it takes
 */
public record VocoderConfig(GeneratorConfig generator, MelFormat melFormat) {
  /** The key of the architecture's name. */
  private static final String ARCHITECTURE = "architecture";

  /** The key of the order of a multi-band generator's filters. */
  private static final String FILTER_TAPS = "pqmf_taps";

  /**
   * Checks that the generator takes the mel format and makes a wave.
   *
   * @throws ConfigException if it does not
   */
  public VocoderConfig {
    if (generator.outputs() != 1) {
      throw new ConfigException(
          "The generator has %d outputs, but a wave is one; give %s for sub-bands."
              .formatted(generator.outputs(), FILTER_TAPS));
    }
    if (generator.hopSize() != melFormat.hopSize()) {
      throw new ConfigException(
          "The upsampling rates multiply to %d, but the hop is %d samples; they must be equal."
              .formatted(generator.hopSize(), melFormat.hopSize()));
    }
    if (generator.bands() != melFormat.bands()) {
      throw new ConfigException(
          "The generator takes %d bands, but its mels have %d."
              .formatted(generator.bands(), melFormat.bands()));
    }
  }

  /**
   * Reads a config.
   *
   * @param file the config's file
   * @throws ConfigException if it cannot be read, lacks a key, or its values make no vocoder
   */
  public static VocoderConfig read(Path file) {
    return of(ConfigFile.read(file));
  }

  /**
   * Takes a config's values.
   *
   * @param config the config
   * @throws ConfigException if it lacks a key, or its values make no vocoder
   */
  public static VocoderConfig of(ConfigFile config) {
    return config.named(
        () ->
            MelGanReference.areIn(config)
                ? MelGanReference.vocoder(config, MelGanConfig.PAPER.upsampleRates())
                : new VocoderConfig(generator(config), MelFormatKeys.read(config)));
  }

  private static GeneratorConfig generator(ConfigFile config) {
    GeneratorConfig network = network(config);
    return config.has(FILTER_TAPS)
        ? new MultiBandConfig(network, config.integer(FILTER_TAPS))
        : network;
  }

  private static GeneratorConfig network(ConfigFile config) {
    String architecture = config.text(ARCHITECTURE, HifiGanKeys.ARCHITECTURE);
    return switch (architecture) {
      case HifiGanKeys.ARCHITECTURE -> HifiGanKeys.read(config);
      case MelGanKeys.ARCHITECTURE -> MelGanKeys.read(config);
      default ->
          throw new ConfigException(
              "%s is %s; known are %s and %s."
                  .formatted(
                      ARCHITECTURE,
                      architecture,
                      HifiGanKeys.ARCHITECTURE,
                      MelGanKeys.ARCHITECTURE));
    };
  }

  /** Returns the keys and values that {@link #read} takes for this config. */
  public Map<String, Object> toMap() {
    Map<String, Object> keys = new LinkedHashMap<>();
    if (generator instanceof MultiBandConfig multiBand) {
      writeNetwork(multiBand.network(), keys);
      keys.put(FILTER_TAPS, multiBand.filterTaps());
    } else {
      writeNetwork(generator, keys);
    }
    MelFormatKeys.write(melFormat, keys);
    return keys;
  }

  private static void writeNetwork(GeneratorConfig network, Map<String, Object> keys) {
    if (network instanceof HifiGanConfig hifiGan) {
      HifiGanKeys.write(hifiGan, keys);
    } else if (network instanceof MelGanConfig melGan) {
      keys.put(ARCHITECTURE, MelGanKeys.ARCHITECTURE);
      MelGanKeys.write(melGan, keys);
    } else {
      throw new IllegalStateException("no keys for " + network.architecture());
    }
  }
}
