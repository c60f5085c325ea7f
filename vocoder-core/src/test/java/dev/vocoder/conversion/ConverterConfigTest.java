package dev.vocoder.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.Voice;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.testing.RandomConverters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConverterConfigTest {
  private static final MaskCycleGanGenerator.Config MASK = MaskCycleGanGenerator.Config.mask(16, 8);

  private static List<ConversionGenerator.Config> generators() {
    return RandomConverters.generators();
  }

  private static String text(ConverterConfig config) {
    Map<String, Object> keys = new LinkedHashMap<>();
    config.write(keys);
    return ConfigFile.text(keys);
  }

  private static ConverterConfig read(String text) {
    return ConverterConfig.read(ConfigFile.parse(text, "config.json"));
  }

  @ParameterizedTest
  @MethodSource("generators")
  void whatIsWrittenIsRead(ConversionGenerator.Config generator) {
    ConverterConfig config = RandomConverters.config(generator);
    ConfigFile file = ConfigFile.parse(text(config), "config.json");
    assertThat(ConverterConfig.read(file)).isEqualTo(config);
    assertThat(file.unread()).isEmpty();
  }

  @Test
  void melsUnlikeHifiGansAreWrittenToo() {
    MelFormat format =
        MelFormat.PARALLEL_WAVEGAN.toBuilder().bands(16).logScale(MelFormat.LogScale.LOG10).build();
    ConverterConfig config =
        new ConverterConfig(
            MASK,
            format,
            List.of(RandomConverters.voice(0, format), RandomConverters.voice(1, format)));
    assertThat(read(text(config))).isEqualTo(config);
  }

  @Test
  void networksAreNamedByDirectionOrDoForAll() {
    ConverterConfig pair = RandomConverters.config(MASK);
    assertThat(pair.networks()).containsExactly("generator_A2B", "generator_B2A");
    assertThat(pair.networkInto(0)).isEqualTo("generator_B2A");
    assertThat(pair.networkInto(1)).isEqualTo("generator_A2B");
    ConverterConfig many =
        RandomConverters.config(MaskCycleGanGenerator.Config.modulated(16, 8, 4));
    assertThat(many.networks()).containsExactly("generator");
    assertThat(many.networkInto(3)).isEqualTo("generator");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"maskcyclegan-vc\"|\"tacotron\"|architecture is 'tacotron'; known are maskcyclegan-vc",
        "\"channels\": 8|\"channels\": 7|7 channels cannot be divided by 2",
        "\"channels\": 8|\"channel\": 8|lacks channels",
        "\"gating\": \"self\"|\"gating\": \"other\"|gating is other; known are self, halving",
        "\"domains\": 0|\"domains\": 3|has 2 voices, but its networks are for 3",
        "\"num_mels\": 16|\"num_mels\": 12|16 means and 16 deviations for 12",
        "\"name\": \"b\"|\"name\": \"a\"|Two voices are called 'a'",
        "\"mean\": [|\"mean\": 3, \"x\": [|mean is 3; a list is needed",
        "-4.99,|\"?\",|mean is",
        "\"voices\": [|\"voices\": [ 1, |voices[0] is 1; an object is needed",
        "\"sampling_rate\"|\"rate\"|lacks sampling_rate",
      })
  void whatMakesNoConverterIsRefused(String from, String to, String message) {
    String text = text(RandomConverters.config(MASK));
    assertThat(text).contains(from);
    String changed = text.replace(from, to);
    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void voicesMustBeOfTheConvertersMels() {
    ConverterConfig config = RandomConverters.config(MASK);
    Voice other = RandomConverters.voice(1, config.melFormat().toBuilder().fMax(7000).build());
    assertThatThrownBy(
            () ->
                new ConverterConfig(
                    MASK, config.melFormat(), List.of(config.voices().get(0), other)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("The voice 'b' is of other mels than the converter's");
  }
}
