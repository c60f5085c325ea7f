package dev.vocoder.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.Voice;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.network.conversion.ConversionGenerator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a voice converter is: the sizes of its generators, the mels they take, and its voices.
 *
 * <p>Of a generator that knows one voice there are two, from the first voice into the second and
 * back; one that is told the voice by a code does for all. In a config, as JSON: {@code
 * architecture} ({@code maskcyclegan-vc}, {@code cyclegan-vc2}, {@code cyclegan-vc} or {@code
 * stargan-vc}), under {@code generator} the sizes of its config record by their names, the mel
 * format's usual keys, and {@code voices}, a list of {@code name}, {@code mean} and {@code
 * deviation}. Other keys are left to whoever wrote them.
 *
 * @param generator the sizes of each generator
 * @param melFormat the mels that go in and come out, before a voice's statistics are taken out
 * @param voices two for generators that know one voice; else one for each domain of the code, in
 *     its order
 */
public record ConverterConfig(
    ConversionGenerator.Config generator, MelFormat melFormat, List<Voice> voices) {
  /** The name of the network that converts from the first voice of two into the second. */
  public static final String FORWARD = "generator_A2B";

  /** The name of the network that converts from the second voice of two into the first. */
  public static final String BACKWARD = "generator_B2A";

  /** The name of the network that converts into any voice, told by a code. */
  public static final String CODED = "generator";

  /**
   * Checks that these belong together.
   *
   * @throws ConfigException if the generator takes other bands than the mels have, a voice is of
   *     another format, there are not as many voices as the generator knows, or two have one name
   */
  public ConverterConfig {
    voices = List.copyOf(voices);
    if (generator.bands() != melFormat.bands()) {
      throw new ConfigException(
          "The generator takes %d bands, but its mels have %d."
              .formatted(generator.bands(), melFormat.bands()));
    }
    int needed = generator.domains() == 0 ? 2 : generator.domains();
    if (voices.size() != needed) {
      throw new ConfigException(
          "The converter has %d voices, but its networks are for %d."
              .formatted(voices.size(), needed));
    }
    Set<String> names = new HashSet<>();
    for (Voice voice : voices) {
      if (!names.add(voice.name())) {
        throw new ConfigException(
            "Two voices are called '%s'; give each a name of its own.".formatted(voice.name()));
      }
      if (!voice.melFormat().equals(melFormat)) {
        throw new ConfigException(
            "The voice '%s' is of other mels than the converter's; measure it on those. Found: %s. Needed: %s."
                .formatted(voice.name(), voice.melFormat(), melFormat));
      }
    }
  }

  /**
   * Takes a config's values.
   *
   * @param config the config
   * @throws ConfigException if it lacks a key, or its values make no converter
   */
  public static ConverterConfig read(ConfigFile config) {
    return config.named(
        () -> {
          MelFormat format = MelFormatKeys.read(config);
          List<Voice> voices = VoiceKeys.read(config, format);
          return new ConverterConfig(
              GeneratorKeys.read(config, format.bands(), voices.size()), format, voices);
        });
  }

  /**
   * Says whether a config is a converter's, not a vocoder's.
   *
   * @param config the config
   */
  public static boolean describes(ConfigFile config) {
    return config.has(VoiceKeys.VOICES);
  }

  /**
   * Adds the keys and values that {@link #read} takes.
   *
   * @param keys what a config will hold
   */
  public void write(Map<String, Object> keys) {
    GeneratorKeys.write(generator, keys);
    MelFormatKeys.write(melFormat, keys);
    VoiceKeys.write(voices, keys);
  }

  /** Says whether one network converts into all voices, told by a code; else there are two. */
  public boolean isCoded() {
    return generator.domains() > 0;
  }

  /** Returns the names of the networks in a converter's file. */
  public List<String> networks() {
    return isCoded() ? List.of(CODED) : List.of(FORWARD, BACKWARD);
  }

  /**
   * Returns the name of the network that converts into a voice.
   *
   * @param voice its place in {@link #voices()}
   */
  public String networkInto(int voice) {
    if (isCoded()) {
      return CODED;
    }
    return voice == 1 ? FORWARD : BACKWARD;
  }
}
