package dev.vocoder.conversion;

import dev.vocoder.MelFormat;
import dev.vocoder.Voice;
import dev.vocoder.config.ConfigFile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Voices in a config: a list of objects, each a name and one mean and deviation per band. */
final class VoiceKeys {
  static final String VOICES = "voices";
  private static final String NAME = "name";
  private static final String MEAN = "mean";
  private static final String DEVIATION = "deviation";

  private VoiceKeys() {}

  static List<Voice> read(ConfigFile config, MelFormat format) {
    return config.objects(VOICES).stream()
        .map(
            voice ->
                voice.named(
                    () ->
                        Voice.of(
                            voice.text(NAME),
                            format,
                            array(voice.numbers(MEAN)),
                            array(voice.numbers(DEVIATION)))))
        .toList();
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static void write(List<Voice> voices, Map<String, Object> keys) {
    keys.put(VOICES, voices.stream().map(VoiceKeys::entries).toList());
  }

  private static Map<String, Object> entries(Voice voice) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(NAME, voice.name());
    entries.put(MEAN, Arrays.stream(voice.means()).boxed().toList());
    entries.put(DEVIATION, Arrays.stream(voice.deviations()).boxed().toList());
    return entries;
  }
}
