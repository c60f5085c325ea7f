package dev.vocoder.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.FileException;
import dev.vocoder.Waveform;
import dev.vocoder.internal.figure.Excerpt;
import dev.vocoder.train.TrainingRun;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class RunPageTest {
  @TempDir Path folder;

  private final RunPage page = new RunPage();

  private String html() throws IOException {
    return Files.readString(folder.resolve("index.html"));
  }

  private void steps(long first, long last) {
    for (long step = first; step <= last; step++) {
      page.stepped(Training.step(step, 40));
    }
  }

  private List<String> found(String pattern) throws IOException {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(html())
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private List<byte[]> embedded(String type) throws IOException {
    return found("(?<=data:" + type + ";base64,)[^\"]+").stream()
        .map(Base64.getDecoder()::decode)
        .toList();
  }

  @Test
  void thePageSaysHowFarTheRunIs() throws IOException {
    page.started(Training.run(folder, 0, 4000));
    steps(1, 400);
    page.validated(Training.validation(400, 0.5));
    assertThat(html())
        .contains("<h1>tiny on tones</h1>")
        .contains("<dt>State</dt><dd>training</dd>")
        .contains("<dt>Step</dt><dd>400 of 4000</dd>")
        .contains("<dt>Speed</dt><dd>0.250 s per step</dd>")
        .contains("<dt>Time in steps</dt><dd>0:01:40</dd>")
        .contains("<dt>Time left</dt><dd>0:15:00</dd>")
        .contains("<dt>Best mel error</dt><dd>0.5000 at step 400</dd>");
    steps(401, 500);
    page.validated(new ValidationReport(500, 0.6, /* isBest= */ false, List.of()));
    page.ended(Training.result(500));
    assertThat(html())
        .contains("<dd>finished</dd>")
        .contains("<dd>500 of 4000</dd>")
        .contains("<dd>0.5000 at step 400</dd>");
  }

  @Test
  void clipsAreSeenAndHeardBesideTheirOriginals() throws IOException {
    Clip clip = Training.clip("tone.wav", 0.5);
    page.started(Training.run(folder, 0, 10));
    steps(1, 5);
    page.validated(Training.validation(5, 0.5, clip));

    assertThat(html()).contains("<h3>tone.wav</h3>").contains("mel error 0.6931; colours from ");
    List<byte[]> sounds = embedded("audio/wav");
    assertThat(sounds).hasSize(2);
    assertThat(Waveform.read(new ByteArrayInputStream(sounds.get(0))).samples())
        .containsExactly(clip.original().wave().samples(), within(1f / 32_768));
    assertThat(Waveform.read(new ByteArrayInputStream(sounds.get(1))).samples())
        .containsExactly(clip.made().get(0).wave().samples(), within(1f / 32_768));
    List<byte[]> pictures = embedded("image/png");
    assertThat(pictures).hasSize(2);
    assertThat(pictures.get(1)).isEqualTo(Excerpt.ofMade(clip, clip.made().get(0)).picture().png());
    assertThat(found("<text class=\"be[^/]+(?=</text>)"))
        .extracting(text -> text.replaceFirst(".*>", ""))
        .contains("500 Hz", "1 kHz", "2 kHz", "4 kHz", "8 kHz")
        .contains("0 s", "0.1 s", "0.2 s", "0.3 s", "0.4 s");
  }

  @Test
  void aRunCanBeginWithAValidation() throws IOException {
    page.started(Training.run(folder, 0, 10));
    page.validated(Training.validation(0, 5));
    assertThat(found("(?<=<circle )[^/]+")).containsExactly("cx=\"56.0\" cy=\"103.0\" r=\"2.5\"");
  }

  @Test
  void sixClipsAndTenSecondsOfEachAreEnough() throws IOException {
    page.started(Training.run(folder, 0, 10));
    Clip shortClip = Training.clip("short.wav", 0.1);
    page.validated(new ValidationReport(0, 0.5, true, Collections.nCopies(8, shortClip)));
    assertThat(found("<section>")).hasSize(6);

    page.validated(Training.validation(0, 0.5, Training.clip("long.wav", 11)));
    byte[] sound = embedded("audio/wav").get(0);
    assertThat(Waveform.read(new ByteArrayInputStream(sound)).seconds()).isEqualTo(10);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(embedded("image/png").get(0)));
    assertThat(picture.getWidth()).isEqualTo(861); // 10 s at 86.13 frames per second
  }

  @Test
  void drawingsAreWellFormedAndTellWhatTheyShow() throws Exception {
    page.started(Training.run(folder, 0, 10));
    steps(1, 5);
    page.validated(Training.validation(5, 0.5, Training.clip("tone.wav", 0.5)));
    List<String> drawings = found("<svg.*?</svg>");
    assertThat(drawings).hasSize(8 + 2);
    for (String drawing : drawings) {
      Element svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(drawing)))
              .getDocumentElement();
      assertThat(svg.getAttribute("role")).isEqualTo("img");
      assertThat(svg.getAttribute("aria-label")).hasSizeGreaterThan(20);
    }
    assertThat(drawings.get(1))
        .contains("Reconstruction loss, as weighted: mel from 40 at step 1 to 40 at step 5.");
    assertThat(drawings.get(8))
        .contains("Original of tone.wav: mel spectrogram of 0.5 s, 80 bands from 0 to 8k Hz");
  }

  @Test
  void curvesGoThroughTheirPoints() throws IOException {
    page.started(Training.run(folder, 0, 4));
    for (long step = 1; step <= 4; step++) {
      page.stepped(Training.step(step, 10.0 * step));
    }
    page.ended(Training.result(4));
    // The area spans 56 to 548 and 8 to 198; the axes span 0 to 4 steps and 8.5 to 41.5.
    assertThat(found("(?<=points=\")[^\"]+"))
        .contains("179.0,189.4 302.0,131.8 425.0,74.2 548.0,16.6");
  }

  @Test
  void nothingOnThePageComesFromElsewhereOrIsMarkupUnawares() throws IOException {
    page.started(new TrainingRun(folder, "a <b> & \"c\" 100%", 0, 10));
    steps(1, 2);
    page.validated(Training.validation(2, 0.5, Training.clip("<img src='x'>.wav", 0.2)));
    assertThat(html())
        .contains("<h1>a &lt;b&gt; &amp; &quot;c&quot; 100%</h1>")
        .contains("<h3>&lt;img src=&#39;x&#39;&gt;.wav</h3>")
        .doesNotContain("<img")
        .doesNotContain("http", "url(", "@import", "<script");
    assertThat(found("(?<=(src|href)=\")[^\"]{5}")).isNotEmpty().containsOnly("data:");
  }

  @Test
  void thePageIsTheSameInEveryLanguage() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      page.started(Training.run(folder, 0, 10));
      steps(1, 5);
      page.validated(Training.validation(5, 0.5, Training.clip("tone.wav", 0.2)));
    } finally {
      Locale.setDefault(before);
    }
    assertThat(html()).matches("\\p{ASCII}+");
  }

  @Test
  void aResumedRunKeepsTheCurvesUpToItsCheckpoint() throws IOException {
    page.started(Training.run(folder, 0, 400));
    steps(1, 200);
    page.validated(Training.validation(200, 0.5));
    page.saved(200, folder.resolve("g"));
    steps(201, 300);
    page.validated(Training.validation(300, 0.25)); // lost with the steps: it was killed here

    RunPage resumed = new RunPage();
    resumed.started(Training.run(folder, 200, 400));
    for (long step = 201; step <= 400; step++) {
      resumed.stepped(Training.step(step, 40));
    }
    resumed.ended(Training.result(400));
    assertThat(html())
        .contains("mel from 40 at step 1 to 40 at step 400.")
        .contains("mel error from 0.5 at step 200 to 0.5 at step 200.")
        .contains("<dd>0.5000 at step 200</dd>")
        .contains("<dt>Time in steps</dt><dd>0:01:40</dd>");
    assertThat(Files.readAllLines(folder.resolve("history.csv"))).contains("400,1,40.0,mel");
  }

  @Test
  void aRunFromTheBeginningForgetsTheOneBefore() throws IOException {
    page.started(Training.run(folder, 0, 10));
    steps(1, 10);
    page.ended(Training.result(10));
    page.started(Training.run(folder, 0, 10));
    page.stepped(Training.step(1, 40));
    page.ended(Training.result(1));
    assertThat(html()).contains("mel from 40 at step 1 to 40 at step 1.");
  }

  @Test
  void lossesThatAreNoNumbersDoNotEndTheCurves() throws IOException {
    page.started(Training.run(folder, 0, 3));
    page.stepped(Training.step(1, 40));
    page.stepped(Training.step(2, Double.NaN));
    page.stepped(Training.step(3, 50));
    page.ended(Training.result(3));
    assertThat(html()).contains("mel from 40 at step 1 to 50 at step 3.").doesNotContain("NaN");
  }

  @Test
  void aPageThatCannotBeWrittenIsRefusedAtTheStartAndToleratedLater() throws IOException {
    page.started(Training.run(folder.resolve("run"), 0, 10));
    Files.createDirectories(folder.resolve("run/index.html/in the way"));
    page.validated(Training.validation(1, 0.5));
    assertThat(folder.resolve("run/history.csv"))
        .content()
        .contains("1,1,0.5,validation/mel_error");
    assertThatThrownBy(() -> page.started(Training.run(folder.resolve("run"), 0, 10)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("it is a directory");
  }
}
