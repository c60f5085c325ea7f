package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Waveform;
import dev.vocoder.internal.option.EvaluatedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest extends CommandLineFixture {
  private static final String EVALUATE = "evaluate --wavs @wavs --report @report";

  @BeforeEach
  void record() throws IOException {
    Files.createDirectory(folder.resolve("wavs"));
    Random random = new Random(1);
    for (int i = 0; i < 3; i++) {
      float[] samples = new float[6000];
      for (int n = 0; n < samples.length; n++) {
        samples[n] = (float) (0.3 * Math.sin(0.05 * n) + 0.01 * random.nextGaussian());
      }
      Waveform.of(samples, 22_050).write(folder.resolve("wavs/clip-%d.wav".formatted(i)));
    }
  }

  @Test
  void checkpointsAreComparedWithEachOtherAndWithGriffinLim() throws IOException {
    Files.createDirectory(folder.resolve("later"));
    Files.copy(folder.resolve("model.pth"), folder.resolve("later/model.pth"));
    Outcome outcome =
        run(
            EVALUATE
                + " --checkpoint @model.pth --checkpoint @later/model.pth --config @config.json"
                + " --clips 2");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("3 of 3: clip-2")
        .containsPattern(
            "\\| \\S+/model.pth +\\|[^\n]+\n\\| later/model.pth +\\|[^\n]+\n\\| Griffin")
        .contains("index.html: 2 clips to see and hear");
    assertThat(folder.resolve("report").toFile().list())
        .containsExactlyInAnyOrder("report.json", "report.md", "index.html");
    assertThat(Files.readString(folder.resolve("report/report.md")))
        .contains("Means over 3 recordings, 0.8 s; ");
    assertThat(Files.readString(folder.resolve("report/index.html")))
        .contains("<h3>clip-1</h3>")
        .doesNotContain("<h3>clip-2</h3>");
  }

  @Test
  void theDefaultVocoderIsEvaluatedOnTheRecordingsOfAList() throws IOException {
    Files.writeString(folder.resolve("list.txt"), "clip-2|what was said\n");
    Outcome outcome = run(EVALUATE + " --list @list.txt --normalize-peaks");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("1 of 1: clip-2").contains("| Griffin-Lim |");
    assertThat(Files.readString(folder.resolve("report/report.md")))
        .contains("Values of 1 recording, 0.3 s, scaled to a peak of 0.95.");
  }

  @Test
  void systemsAreNamedByTheEndsOfTheirFiles() {
    assertThat(EvaluatedModels.names(List.of(Path.of("/a/g_best"), Path.of("/b/g_1"))))
        .containsExactly("g_best", "g_1");
    assertThat(EvaluatedModels.names(List.of(Path.of("/a/x/g"), Path.of("/b/x/g"))))
        .containsExactly("a/x/g", "b/x/g");
    assertThat(EvaluatedModels.names(List.of(Path.of("/g"), Path.of("/a/g"))))
        .containsExactly("g", "a/g");
    assertThat(EvaluatedModels.names(List.of())).isEmpty();
  }

  @Test
  void whatCannotBeginSaysWhy() throws IOException {
    assertFails("evaluate --wavs @nowhere --report @report", "no folder");
    assertFails(EVALUATE + " --checkpoint @absent.pth", "absent.pth: no such file");
    assertFails(EVALUATE + " --checkpoint @in.wav", "in.wav");
    assertFails(EVALUATE + " --list @absent.txt", "absent.txt");
    assertFails("evaluate --wavs @wavs --report @in.wav", "in.wav");
    Files.delete(folder.resolve("config.json"));
    assertFails(EVALUATE + " --checkpoint @model.pth", "No config for");
  }

  @Test
  void everyRecordingThatCannotBeUsedIsNamed() {
    Waveform.of(new float[100], 22_050).write(folder.resolve("wavs/blip.wav"));
    Outcome outcome = run(EVALUATE);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .contains("1 of 4 recordings cannot be evaluated on: blip (it is too short: 100 samples");
  }

  @Test
  void senselessOptionsAreWrongUsage() {
    assertThat(run("evaluate --wavs @wavs").status()).isEqualTo(2);
    assertThat(run(EVALUATE + " --clips -1").status()).isEqualTo(2);
    Outcome twice = run(EVALUATE + " --checkpoint @model.pth --checkpoint @wavs/../model.pth");
    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.err()).contains("each --checkpoint must be another file");
  }
}
