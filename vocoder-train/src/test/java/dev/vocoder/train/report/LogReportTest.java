package dev.vocoder.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LogReportTest {
  private final StringWriter text = new StringWriter();

  private List<String> lines() {
    return text.toString().lines().toList();
  }

  private LogReport logEvery(long steps) {
    return new LogReport(new PrintWriter(text), steps);
  }

  @Test
  void everyNthStepTheFirstAndTheLastHaveALineWithTheMeanTimeSinceTheLineBefore() {
    LogReport log = logEvery(4);
    log.started(Training.run(Path.of("runs", "a"), 1, 10));
    for (long step = 2; step <= 10; step++) {
      StepReport report = Training.step(step, 40);
      double seconds = step == 4 ? 1 : 0.25; // steps 3 and 4 have a line together
      log.stepped(
          new StepReport(
              step,
              0,
              report.losses(),
              Map.of("optim_g", 2e-4),
              seconds,
              /* applied= */ step != 8));
    }
    assertThat(lines())
        .containsExactly(
            "training tiny on tones: steps 2 to 10, in " + Path.of("runs", "a"),
            "step 2/10, epoch 0: discriminator 3.000, generator 45.00, mel 40.00,"
                + " learning rate 0.000200, 0.250 s/step, ETA 0:00:02",
            "step 4/10, epoch 0: discriminator 3.000, generator 45.00, mel 40.00,"
                + " learning rate 0.000200, 0.625 s/step, ETA 0:00:04",
            "step 8/10, epoch 0: discriminator 3.000, generator 45.00, mel 40.00 (skipped),"
                + " learning rate 0.000200, 0.250 s/step, ETA 0:00:01",
            "step 10/10, epoch 0: discriminator 3.000, generator 45.00, mel 40.00,"
                + " learning rate 0.000200, 0.250 s/step, ETA 0:00:00");
  }

  @Test
  void whatElseHappensHasALineEach() {
    LogReport log = logEvery(100);
    log.validated(Training.validation(1000, 0.43215));
    log.saved(1000, Path.of("g_00001000"));
    log.noted("the data is small");
    log.ended(
        new TrainingResult(
            1500, 2, true, Optional.of(Path.of("g_00001500")), OptionalDouble.of(0.4)));
    assertThat(lines())
        .containsExactly(
            "validation at step 1000: mel error 0.4322 (best so far)",
            "checkpoint at step 1000: g_00001000",
            "note: the data is small",
            "stopped after step 1500, 2 skipped, best mel error 0.4000, generator in g_00001500");
  }

  @Test
  void linesAreTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      LogReport log = logEvery(1);
      log.started(Training.run(Path.of("a"), 0, 1));
      log.stepped(Training.step(1, 40));
      log.saved(1, Path.of("g"));
    } finally {
      Locale.setDefault(before);
    }
    assertThat(lines())
        .containsExactly(
            "training tiny on tones: steps 1 to 1, in a",
            "step 1/1, epoch 0: discriminator 3.000, generator 45.00, mel 40.00,"
                + " learning rate 0.000200, 0.250 s/step, ETA 0:00:00",
            "checkpoint at step 1: g");
  }

  @Test
  void durationsHaveHours() {
    assertThat(Wording.duration(59.6)).isEqualTo("0:01:00");
    assertThat(Wording.duration(3723)).isEqualTo("1:02:03");
    assertThat(Wording.duration(360_000)).isEqualTo("100:00:00");
  }

  @Test
  void anIntervalOfNoStepsIsRefused() {
    assertThatThrownBy(() -> logEvery(0))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Steps cannot be reported every 0 steps; use 1 or more.");
  }
}
