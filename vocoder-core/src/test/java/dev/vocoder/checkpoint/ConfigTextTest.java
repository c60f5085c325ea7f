package dev.vocoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.hifigan.HifiGanConfig;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configs as people and their editors leave them. */
class ConfigTextTest {
  private static final String V1 = VocoderConfigTest.V1;
  private static final VocoderConfig EXPECTED =
      new VocoderConfig(HifiGanConfig.V1, MelFormat.HIFIGAN);

  @TempDir private Path folder;

  private VocoderConfig read(byte[] content) throws IOException {
    return VocoderConfig.read(Files.write(folder.resolve("config.json"), content));
  }

  private VocoderConfig read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(String message, byte[] content) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(message);
  }

  private void assertRefused(String message, String text) {
    assertRefused(message, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void commentsArePassedOver() throws IOException {
    assertThat(read("// my config\n" + V1)).isEqualTo(EXPECTED);
    assertThat(read("# my config\n\n" + V1)).isEqualTo(EXPECTED);
    assertThat(read("/* my\n config */ " + V1 + "// the end")).isEqualTo(EXPECTED);
    assertThat(read(V1.replace("\"num_mels\"", "/* bands { */ \"num_mels\""))).isEqualTo(EXPECTED);
    assertThat(read(V1.replace(": 512,", ": 512, // was 128,\n # or 256,"))).isEqualTo(EXPECTED);
    // Within texts they are text.
    String url =
        V1.replace("\"n_fft\"", "\"url\": \"tcp://host:1 /* # \\\\\\\" // */\", \"n_fft\"");
    assertThat(read(url)).isEqualTo(EXPECTED);
  }

  @Test
  void trailingCommasArePassedOver() throws IOException {
    assertThat(read(V1.replace("\"fmax\": 8000", "\"fmax\": 8000,"))).isEqualTo(EXPECTED);
    assertThat(read(V1.replace("[8,8,2,2]", "[8,8,2,2, ]"))).isEqualTo(EXPECTED);
    assertThat(read(V1.replace("[1,3,5]]", "[1,3,5,], // three\n ]"))).isEqualTo(EXPECTED);
  }

  @Test
  void numbersInQuotesAreNumbers() throws IOException {
    assertThat(read(V1.replace("80,", "\"80\",").replace("256", "\" 256 \""))).isEqualTo(EXPECTED);
    assertThat(read(V1.replace("8000", "\"8e3\"").replace("[8,8,2,2]", "[\"8\",\"8\",\"2\",2]")))
        .isEqualTo(EXPECTED);
    assertThat(read(V1.replace("22050", "22050.0"))).isEqualTo(EXPECTED);
    assertRefused("num_mels is \"eighty\"; a number is needed", V1.replace("80,", "\"eighty\","));
    assertRefused("num_mels is \"80.5\"; a whole number", V1.replace("80,", "\"80.5\","));
    assertRefused("fmax is \"NaN\"; a number is needed", V1.replace("8000", "\"NaN\""));
    assertRefused("fmax is \"0x10\"; a number is needed", V1.replace("8000", "\"0x10\""));
    assertRefused("fmax is \"\"; a number is needed", V1.replace("8000", "\"\""));
  }

  @Test
  void theBandsReachFromZeroToNyquistUnlessToldOtherwise() throws IOException {
    MelFormat whole = MelFormat.HIFIGAN.toBuilder().fMax(11_025).build();
    for (String end :
        List.of(
            "\"sampling_rate\": 22050}",
            "\"sampling_rate\": 22050, \"fmin\": null, \"fmax\": null}",
            "\"sampling_rate\": 22050, \"fmin\": 0.0}")) {
      String text = V1.replaceAll("\"sampling_rate\"[^}]*}", end);
      assertThat(read(text).melFormat()).as(end).isEqualTo(whole);
    }
  }

  @Test
  void textsOfOtherCodingsAreRead() throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThat(read(V1.getBytes(charset))).isEqualTo(EXPECTED);
      assertThat(read(("\ufeff" + V1).getBytes(charset))).isEqualTo(EXPECTED);
    }
    assertThat(read("\ufeff" + V1)).isEqualTo(EXPECTED);
    assertThat(read("\ufeff// \u00e9\n" + V1)).isEqualTo(EXPECTED);
    assertThat(read(("// caf\u00e9\n" + V1).getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(EXPECTED);
    assertThat(read(V1.replace("\n", "\r\n"))).isEqualTo(EXPECTED);
    assertThat(read("\ufeffresblock: 1\n" + yaml())).isEqualTo(EXPECTED);
  }

  private static String yaml() {
    return """
    upsample_rates: [8, 8, 2, 2]
    upsample_kernel_sizes: [16, 16, 4, 4]
    upsample_initial_channel: '512'
    resblock_kernel_sizes: [3, 7, 11]
    resblock_dilation_sizes:
      - [1, 3, 5]
      - [1, 3, 5]
      - [1, 3, 5]
    num_mels: 80 # bands
    n_fft: 1024
    hop_size: 256
    win_size: 1024
    sampling_rate: 22050
    fmax: 8.0e+3
    """;
  }

  @Test
  void whereTheJsonBreaksOffIsTold() {
    assertRefused(
        "its JSON breaks off at line 4, column", V1.replace("[8,8,2,2],\n", "[8,8,2,2]\n"));
    assertRefused("(\"upsample_kernel_sizes\": [16,16,4,4],)", V1.replace("2,2],\n", "2,2]\n"));
    assertRefused("breaks off at line 3, column", V1.replace("[8,8,2,2]", "[8,8 2,2]"));
    assertRefused("breaks off at line 12, column", "// one\n" + V1.replace("}", ""));
    assertRefused("is empty", "");
    assertRefused("is empty", " \n");
    assertRefused("holds no settings by name", "[1, 2]");
    assertRefused("holds no settings by name", "just words");
  }

  @Test
  void whereTheYamlBreaksOffIsTold() {
    assertRefused(
        "its YAML breaks off at line 3, column 7 (mapping values are not allowed here)",
        "resblock: 1\nfmin: 0\n  fmax: 8000\n");
    assertRefused("its YAML breaks off at line 2, column 1", "resblock: 1\n\tfmin: 0\n");
  }

  @Test
  void whatIsNoTextIsNamed() {
    assertRefused("is not a text but a binary file", new byte[] {0x50, 0x4b, 3, 4, 0, 0, 8, 0, 0});
    assertRefused("is not a text but a binary file", new byte[] {(byte) 0x80, 2, 0, 0, 0, 0});
  }

  @Test
  void hostileTextsEndSoon() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (String text :
              List.of(
                  "/*".repeat(400_000),
                  "// ".repeat(300_000),
                  "#\n".repeat(400_000),
                  "{" + ",".repeat(900_000),
                  "{\"a\":".repeat(150_000),
                  "[".repeat(900_000),
                  "{\"num_mels\": \"" + "1".repeat(900_000) + "\"}",
                  "{\"a\": '" + "\\\\'".repeat(300_000))) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class);
          }
        });
  }

  @Test
  void keysThatNobodyAskedForAreKnown() {
    ConfigFile config =
        ConfigFile.parse("{\"a\": 1, \"b\": {\"c\": 2, \"d\": 3}, \"e\": null}", "c.json");
    assertThat(config.unread()).containsExactly("a", "b", "e");
    assertThat(config.integer("a")).isEqualTo(1);
    assertThat(config.object("b").integer("c")).isEqualTo(2);
    assertThat(config.has("f")).isFalse();
    assertThat(config.unread()).containsExactly("b.d", "e");
    assertThat(config.asked()).containsExactly("a", "b", "f", "b.c");
  }
}
