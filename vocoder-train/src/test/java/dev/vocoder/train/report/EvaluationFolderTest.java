package dev.vocoder.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.Device;
import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.Waveform;
import dev.vocoder.train.evaluation.ClipScores;
import dev.vocoder.train.evaluation.EvaluationReport;
import dev.vocoder.train.evaluation.EvaluationReport.ShownClip;
import dev.vocoder.train.evaluation.Measure;
import dev.vocoder.train.evaluation.SystemScores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class EvaluationFolderTest {
  @TempDir Path folder;

  private static Waveform tone(double seconds, double height) {
    float[] samples = new float[(int) (seconds * 22_050)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (height * Math.sin(2 * Math.PI * 1000 * i / 22_050));
    }
    return Waveform.of(samples, 22_050);
  }

  private static SystemScores system(String name, ClipScores... clips) {
    return new SystemScores(
        name, MelFormat.HIFIGAN, Device.cpu(), Precision.FLOAT32, List.of(clips));
  }

  private static ClipScores clip(String name, double mel, double f1) {
    return new ClipScores(name, 1.5, Map.of(Measure.LOG_MEL, mel, Measure.VOICED_F1, f1));
  }

  /** Two systems on two clips, the second of which is unvoiced; the first is shown. */
  private static EvaluationReport report(String name, double seconds) {
    return new EvaluationReport(
        "abc",
        false,
        List.of(
            system(
                name,
                clip("one", 0.2, 0.9),
                new ClipScores("two", 1.5, Map.of(Measure.LOG_MEL, 0.4))),
            system("Griffin-Lim", clip("one", 0.5, 0.95), clip("two", 0.5, 0.89))),
        List.of(
            new ShownClip(
                "one & only",
                tone(seconds, 0.5),
                Map.of(name, tone(seconds, 0.25), "Griffin-Lim", tone(seconds, 0.1)))));
  }

  private String written(EvaluationReport report, String file) throws IOException {
    new EvaluationFolder(folder).write(report);
    return Files.readString(folder.resolve(file));
  }

  @Test
  void theTableHasARowForEachSystemAndAColumnForEachMeasure() {
    // t of 1 degree of freedom is 12.706: 0.3 +- 12.706 x 0.1.
    assertThat(new EvaluationText(report("g|1", 1)).table())
        .isEqualTo(
            """
            | System      | Log-mel L1, 0-8 kHz |         Voiced F1 |
            | ----------- | ------------------: | ----------------: |
            | *better*    |             *lower* |          *higher* |
            | g\\|1        | **0.3000 \u00b1 1.2706** |             0.900 |
            | Griffin-Lim |     0.5000 \u00b1 0.0000 | **0.920 \u00b1 0.381** |
            """);
  }

  @Test
  void theTextSaysWhatTheNumbersAre() throws IOException {
    assertThat(written(report("V2", 1), "report.md"))
        .startsWith("# Evaluation\n\n| System")
        .contains("Means over 2 recordings, 3.0 s; \u00b1 is half the width of the 95 % confidence")
        .contains("- MCD, dB: mel-cepstral distortion (Kubichek 1993)")
        .contains("- V2: on cpu in float32; mels: hifigan: 22050 Hz");
  }

  @Test
  void everyValueIsInTheJson() throws IOException {
    JsonObject json =
        JsonParser.parseString(written(report("V2", 1), "report.json")).getAsJsonObject();
    assertThat(json.get("dataset_sha256").getAsString()).isEqualTo("abc");
    assertThat(json.getAsJsonObject("measures").keySet())
        .containsExactly(
            "log_mel",
            "full_band_log_mel",
            "stft",
            "mel_cepstral_distortion",
            "voiced_f1",
            "pitch_error",
            "real_time_factor");
    JsonObject system = json.getAsJsonArray("systems").get(0).getAsJsonObject();
    assertThat(system.get("name").getAsString()).isEqualTo("V2");
    JsonObject mel = system.getAsJsonObject("means").getAsJsonObject("log_mel");
    assertThat(mel.get("mean").getAsDouble()).isCloseTo(0.3, within(1e-12));
    assertThat(mel.get("confidence_95").getAsDouble()).isCloseTo(1.27062, within(1e-5));
    assertThat(mel.get("clips").getAsInt()).isEqualTo(2);
    JsonObject f1 = system.getAsJsonObject("means").getAsJsonObject("voiced_f1");
    assertThat(f1.get("clips").getAsInt()).isEqualTo(1);
    assertThat(f1.has("confidence_95")).isFalse();
    JsonObject clip = system.getAsJsonArray("clips").get(1).getAsJsonObject();
    assertThat(clip.get("name").getAsString()).isEqualTo("two");
    assertThat(clip.get("log_mel").getAsDouble()).isEqualTo(0.4);
    assertThat(clip.has("voiced_f1")).isFalse();
  }

  private static List<String> found(String html, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(html)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void clipsAreSeenAndHeardBesideTheirOriginals() throws Exception {
    String html = written(report("V2", 11), "index.html");
    assertThat(found(html, "(?<=<figcaption>)[^<]+"))
        .containsExactlyInAnyOrder("Original", "V2", "Griffin-Lim");
    assertThat(html).contains("<h3>one &amp; only</h3>").contains("<td class=\"best\">0.2000</td>");
    List<String> sounds = found(html, "(?<=data:audio/wav;base64,)[^\"]+");
    assertThat(sounds).hasSize(3);
    Waveform original =
        Waveform.read(new ByteArrayInputStream(Base64.getDecoder().decode(sounds.get(0))));
    assertThat(original.seconds()).isEqualTo(10); // of 11
    assertThat(original.samples())
        .startsWith(Arrays.copyOf(tone(1, 0.5).samples(), 100), within(1f / 32_768));
    List<String> drawings = found(html, "<svg.*?</svg>");
    assertThat(drawings).hasSize(3);
    for (String drawing : drawings) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(drawing)));
    }
    assertThat(drawings.get(0)).contains("Original of one &amp; only: mel spectrogram of 10.0 s");
  }

  @Test
  void nothingOnThePageComesFromElsewhereOrIsMarkupUnawares() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(written(report("<img src='x'>", 0.2), "index.html"))
          .contains("<th scope=\"row\">&lt;img src=&#39;x&#39;&gt;</th>")
          .doesNotContain("<img", "http", "url(", "@import", "<script")
          .matches("\\p{ASCII}+");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aPageWithoutClipsHasItsTable() throws IOException {
    EvaluationReport shown = report("V2", 1);
    EvaluationReport hidden = new EvaluationReport("", true, shown.systems(), List.of());
    assertThat(written(hidden, "index.html"))
        .contains("Means over 2 recordings, 3.0 s, scaled to a peak of 0.95; &plusmn; is")
        .contains("0.3000 &plusmn; 1.2706")
        .doesNotContain("Clips", "<section");
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefusedAtTheStart() throws IOException {
    Files.createDirectories(folder.resolve("index.html"));
    assertThatThrownBy(() -> new EvaluationFolder(folder))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("it is a directory");
    Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> new EvaluationFolder(folder.resolve("file")))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("Cannot make the folder");
  }
}
