package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.TrainingException;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import dev.vocoder.train.report.LogReport;
import dev.vocoder.train.report.RunPage;
import dev.vocoder.train.vocoder.AdversarialLosses;
import dev.vocoder.train.vocoder.TrainingFixture;
import dev.vocoder.train.vocoder.VocoderTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many steps may be skipped before a run has failed. */
class SkippedStepsTest {
  private static final double QUARTER = 0.25;

  @TempDir Path folder;

  private static StepReport step(long number, boolean applied) {
    Map<String, Double> norms = Map.of("generator", applied ? 1.0 : Double.NaN);
    StepLosses losses =
        new AdversarialLosses(Map.of("mpd", 2.0), Map.of(), Map.of(), Map.of("mel", 40.0), norms)
            .reported();
    return new StepReport(number, 0, losses, Map.of("optim_g", 2e-4), 0.1, applied);
  }

  /** Counts steps, told as letters: s is skipped. Returns after which it is too many, or 0. */
  private static int tooManyAfter(String steps, boolean ends) {
    SkippedSteps skipped = new SkippedSteps(10, QUARTER);
    for (int i = 0; i < steps.length(); i++) {
      skipped.add(step(i + 1, steps.charAt(i) != 's'));
      boolean last = ends && i == steps.length() - 1;
      if (skipped.tooMany(last).isPresent()) {
        return i + 1;
      }
    }
    return 0;
  }

  @ParameterizedTest
  @CsvSource({
    "ssss, 4", // all of four
    ".s.sss, 6", // four of six
    "sss, 0", // three may be a bad start
    "...s...s...s...s, 0", // a quarter is not more than a quarter
    "...s..s...s...s, 15",
    "s.s.s.s, 7",
  })
  void fromFourStepsOnMoreThanAQuarterEndsTheRunAtOnce(String steps, int after) {
    assertThat(tooManyAfter(steps, false)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({".ss, 3", "s, 1", "s.s., 4", "...s, 0", "s......s, 0", "..., 0"})
  void atItsEndARunHasFailedWithAnySuchShare(String steps, int after) {
    assertThat(tooManyAfter(steps, true)).isEqualTo(after);
  }

  @Test
  void aLongRunMaySkipNowAndThen() {
    String rare = (".".repeat(50) + "sss").repeat(40);
    assertThat(tooManyAfter(rare, true)).isZero();
  }

  @Test
  void aLongGoodRunThatTurnsBadEndsByItsLatestHundredSteps() {
    String good = ".".repeat(5000);
    assertThat(tooManyAfter(good + "s..".repeat(40), false)).isEqualTo(5000 + 3 * 25 + 1);
    assertThat(tooManyAfter(good + "s".repeat(10), false)).isEqualTo(5010);
  }

  @Test
  void theReasonNamesWhatWasNoNumber() {
    SkippedSteps skipped = new SkippedSteps(10, QUARTER);
    for (long number = 1; number <= 3; number++) {
      skipped.add(step(number, number == 2));
    }
    assertThat(skipped.tooMany(true))
        .contains(
            "2 of the last 3 steps were skipped, as a loss or gradient was infinite or not a"
                + " number (gradient_norm/generator)");
    assertThat(skipped.total()).isEqualTo(2);
  }

  @Test
  void totalsAreNamedOnlyWhereTheirTermsAreFinite() {
    Map<String, Double> none = Map.of();
    Map<String, Double> large = Map.of("mpd", 1e308, "msd", 1e308);
    assertThat(new AdversarialLosses(large, none, none, none, none).reported().notFinite())
        .containsExactly("discriminator");
    assertThat(
            new AdversarialLosses(Map.of("mpd", Double.NaN), none, none, Map.of("mel", 1.0), none)
                .reported()
                .notFinite())
        .containsExactly("discriminator/mpd");
  }

  /** Recordings with mels, of which the first are so large that a generator overflows on them. */
  private List<Recording> recordings(int count, int bad) throws IOException {
    Path wavs = Files.createDirectory(folder.resolve("wavs"));
    List<Recording> recordings = TrainingFixture.recordings(wavs, count);
    Path mels = Files.createDirectory(folder.resolve("mels"));
    int frames = 4000 / 64;
    for (int i = 0; i < count; i++) {
      float[] values = new float[20 * frames];
      Arrays.fill(values, i < bad ? 3e38f : -4);
      new NpyArray(new int[] {20, frames}, values)
          .write(mels.resolve("clip-%02d.npy".formatted(i)));
    }
    return Recordings.withMels(recordings, mels);
  }

  private VocoderTraining trainer(List<Recording> recordings, long steps) {
    return VocoderTraining.builder()
        .config(TrainingFixture.configs().get(1).withBatches(1, 1024))
        .training(recordings)
        .fineTuning(true)
        .output(folder.resolve("run"))
        .steps(steps)
        .threads(1)
        .listener(new RunPage());
  }

  @Test
  void aRunWithTwoOfItsThreeStepsSkippedSavesAndHasFailed() throws IOException {
    StringWriter log = new StringWriter();
    Trainer trainer =
        trainer(recordings(3, 2), 3).listener(new LogReport(new PrintWriter(log), 1)).build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("stopped at step 3: 2 of the last 3 steps were skipped")
        .hasMessageContaining("gradient was infinite or not a number (discriminator/")
        .hasMessageContaining("The last good checkpoint is " + folder.resolve("run/g_00000003"))
        .hasMessageContaining("vocoder doctor");
    assertThat(folder.resolve("run/do_00000003")).exists();
    assertThat(log.toString().lines().toList())
        .last()
        .asString()
        .startsWith(
            "failed after step 3, 2 skipped, generator in "
                + folder.resolve("run/g_00000003")
                + ": Training stopped at step 3: 2 of the last 3 steps were skipped");
    assertThat(Files.readString(folder.resolve("run/index.html")))
        .contains("<dt>State</dt><dd>failed: Training stopped at step 3: 2 of the last 3")
        .contains("<dt>Skipped steps</dt><dd>2</dd>");
  }

  @Test
  void aRunWithMostStepsSkippedEndsAtOnce() throws IOException {
    Trainer trainer = trainer(recordings(6, 4), 1000).checkpointInterval(1).build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching("(?s).*stopped at step ([456]): 4 of the last \\1 steps.*")
        .hasMessageContaining("The last good checkpoint is ");
  }

  @Test
  void aRunThatSkipsNowAndThenEndsWellAndCountsThem() throws IOException {
    TrainingResult result = trainer(recordings(8, 2), 8).build().run();
    assertThat(result.skipped()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("run/index.html")))
        .contains("<dt>State</dt><dd>finished</dd>")
        .contains("<dt>Skipped steps</dt><dd>2</dd>");
  }

  @Test
  void anyShareMayBeLetPass() throws IOException {
    TrainingResult result = trainer(recordings(3, 3), 3).maxSkippedShare(1).build().run();
    assertThat(result.skipped()).isEqualTo(3);
    assertThatThrownBy(() -> trainer(List.of(), 1).maxSkippedShare(1.5).build())
        .isInstanceOf(TrainingException.class);
  }
}
