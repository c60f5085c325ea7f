package dev.vocoder.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.train.report.Curve.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path folder;

  private static History ofSteps(long first, long last) {
    History history = new History();
    addSteps(history, first, last);
    return history;
  }

  /** Adds the number of each step. */
  private static void addSteps(History history, long first, long last) {
    for (long step = first; step <= last; step++) {
      history.add(step, "mel", (double) step);
    }
  }

  @Test
  void shortRunsKeepEveryValue() {
    assertThat(ofSteps(1, 500).curve("mel").points())
        .hasSize(500)
        .startsWith(new Point(1, 1, 1))
        .endsWith(new Point(500, 1, 500));
  }

  @Test
  void longRunsKeepTheMeansOfSpansThatDouble() {
    Curve curve = ofSteps(1, 100_000).curve("mel"); // in spans of 256
    assertThat(curve.points())
        .hasSize(391)
        .startsWith(new Point(256, 256, 128.5))
        .endsWith(new Point(100_000, 160, 99_920.5));
    assertThat(curve.sum()).isCloseTo(100_000L * 100_001 / 2.0, within(1e-3));
  }

  @Test
  void valuesThatAreNoNumbersAreLeftOut() {
    History history = new History();
    history.add(1, "mel", Double.NaN);
    history.add(2, "mel", Double.POSITIVE_INFINITY);
    history.add(3, "mel", 4);
    assertThat(history.curve("mel").points()).containsExactly(new Point(3, 1, 4));
    assertThat(history.curve("unknown").points()).isEmpty();
  }

  @Test
  void aRunThatResumesGoesOnAsIfItHadNeverEnded() {
    Path file = folder.resolve("history.csv");
    ofSteps(1, 2000).write(file);
    History resumed = History.read(file, 2000);
    addSteps(resumed, 2001, 3000);
    assertThat(resumed.curve("mel").points()).isEqualTo(ofSteps(1, 3000).curve("mel").points());
  }

  @Test
  void whatCameAfterTheStepOfTheCheckpointIsDropped() {
    Path file = folder.resolve("history.csv");
    History history = ofSteps(1, 400);
    history.add(400, "a, b", 1); // a name with a comma
    history.add(300, "validation/mel_error", 0.5);
    history.write(file);
    History resumed = History.read(file, 300);
    assertThat(resumed.names()).containsExactly("mel", "validation/mel_error");
    assertThat(resumed.curve("mel").points()).hasSize(300).endsWith(new Point(300, 1, 300));
    assertThat(History.read(file, 400).curve("a, b").points())
        .containsExactly(new Point(400, 1, 1));
  }

  @Test
  void tornAndForeignLinesAreLeftOut() throws IOException {
    Path file = folder.resolve("history.csv");
    Files.writeString(
        file,
        """
        step,count,mean,name
        1,1,0.5,mel
        2,1,NaN,mel
        two,1,0.25,mel
        2,0,0.25,mel

        3,1,0.125,mel
        3,1,0.125,mel
        4,1,0.0625,me\
        """);
    History history = History.read(file, 1000);
    assertThat(history.names()).containsExactly("mel");
    assertThat(history.curve("mel").points())
        .containsExactly(new Point(1, 1, 0.5), new Point(3, 1, 0.125));

    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThat(History.read(file, 1000).names()).isEmpty();
    assertThat(History.read(folder.resolve("missing"), 1000).names()).isEmpty();
  }
}
