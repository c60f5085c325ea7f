package dev.vocoder.checkpoint;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a vocoder is: a generator and the mels it takes.
 *
 * <p>As a file it is a {@code config.json} with the keys of HiFi-GAN's reference implementation
 * and, where they do not suffice, ours: {@code architecture} ({@link Architecture#name}, the usual
 * one if it is left out) and {@code mel}, an object of whatever distinguishes the mels from
 * HiFi-GAN's.
 *
 * @param generator the sizes of the generator
 * @param melFormat the mels it takes
 */
public record VocoderConfig(GeneratorConfig generator, MelFormat melFormat) {
  /**
   * Checks that the generator takes the mel format and makes a wave.
   *
   * @throws ConfigException if it does not
   */
  public VocoderConfig {
    if (generator.outputs() != 1) {
      throw new ConfigException(
          "The generator has %d outputs, but a wave is one; give pqmf_taps for sub-bands."
              .formatted(generator.outputs()));
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
    return of(config, Map.of());
  }

  /**
   * Takes a config's values, and from tensors what it may leave out.
   *
   * @param config the config
   * @param tensors the shapes of the generator's tensors, weight norm folded
   * @throws ConfigException if it lacks a key, or its values make no vocoder
   */
  public static VocoderConfig of(ConfigFile config, Map<String, Shape> tensors) {
    return config.named(
        () -> {
          Architecture architecture = Architectures.of(config);
          GeneratorConfig generator = architecture.read(config, tensors);
          return new VocoderConfig(generator, architecture.readMels(config, generator));
        });
  }

  /** Returns the keys and values that {@link #read} takes for this config. */
  public Map<String, Object> toMap() {
    Map<String, Object> keys = new LinkedHashMap<>();
    Architectures.of(generator).write(generator, keys);
    MelFormatKeys.write(melFormat, keys);
    return keys;
  }
}
