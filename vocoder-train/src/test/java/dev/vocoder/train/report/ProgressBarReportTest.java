package dev.vocoder.train.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarReportTest {
  private static final int WIDTH = 100;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ProgressBarReport report =
      new ProgressBarReport(new PrintStream(bytes, true, UTF_8), WIDTH);

  /** Returns what a terminal shows after all that was printed: a return begins a line anew. */
  private List<String> screen() {
    List<String> shown = new ArrayList<>();
    for (String line : bytes.toString(UTF_8).split(System.lineSeparator(), -1)) {
      char[] cells = " ".repeat(WIDTH + 80).toCharArray();
      int column = 0;
      for (int i = 0; i < line.length(); i++) {
        if (line.charAt(i) == '\r') {
          column = 0;
        } else {
          cells[column++] = line.charAt(i);
        }
      }
      shown.add(new String(cells).stripTrailing());
    }
    return shown;
  }

  @Test
  void linesStandAboveTheBarAndNothingOfTheBarIsLeftInThem() {
    report.started(Training.run(Path.of("a"), 4, 10));
    report.stepped(Training.step(5, 40));
    report.validated(Training.validation(5, 0.5));
    report.stepped(Training.step(6, 40));
    report.noted("the data is small");
    for (long step = 7; step <= 10; step++) {
      report.stepped(Training.step(step, 0.7123));
    }
    report.ended(Training.result(10));

    List<String> screen = screen();
    assertThat(screen)
        .hasSize(6)
        .startsWith(
            "tiny on tones",
            "validation at step 5: mel error 0.5000 (best so far)",
            "the data is small")
        .endsWith("finished after step 10, best mel error 0.5000", "");
    assertThat(screen.get(3))
        .startsWith(" 100% [====")
        .contains("10/10 (0:00:0")
        .endsWith("D 3.00 G 5.71 mel 0.712 0.25 s/step")
        .hasSizeLessThanOrEqualTo(WIDTH);
  }

  @Test
  void theBarsLineEndsHoweverSoonItIsClosed() {
    for (int i = 0; i < 200; i++) { // often before the bar's thread has drawn it at all
      report.started(Training.run(Path.of("a"), 0, 10));
      report.ended(Training.result(10));
    }
    assertThat(bytes.toString(UTF_8).lines().filter(line -> line.startsWith("finished")))
        .hasSize(200);
  }

  @Test
  void aResumedRunBeginsWhereTheOneBeforeEnded() {
    report.started(Training.run(Path.of("a"), 500, 1000));
    report.noted("resumed");
    report.close();
    assertThat(screen().get(2)).startsWith("  50% [").contains(" 500/1000 (0:00:00 / ");
  }

  @Test
  void closingItTwiceDrawsNothingMore() {
    report.started(Training.run(Path.of("a"), 0, 10));
    report.stepped(Training.step(1, 40));
    report.close();
    int drawn = bytes.size();
    report.close();
    assertThat(bytes.size()).isEqualTo(drawn);
  }
}
