package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.train.Start;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of five steps that was written before there were training schemes, on the fixture's six
 * recordings, and what its next five steps came to then.
 */
class EarlierRunTest {
  private static final double[] GENERATOR = {
    60.41877841949463, 57.42162466049194, 59.32216668128967, 59.39621460437775, 57.43211054801941
  };
  private static final double[] DISCRIMINATOR = {
    2.543394088745117, 2.5572714805603027, 2.54105806350708, 2.5507993698120117, 2.5423693656921387
  };
  private static final double[] RATES = {1.8e-4, 1.62e-4, 1.62e-4, 1.62e-4, 1.4580000000000002e-4};

  @TempDir Path folder;

  @Test
  void itIsResumedWithTheSameNumbers() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    for (String name : List.of("config.json", "g_00000005", "do_00000005")) {
      try (InputStream in = getClass().getResourceAsStream("run-before-schemes/" + name)) {
        Files.copy(in, run.resolve(name));
      }
    }
    List<StepReport> reports = new ArrayList<>();
    TrainingFixture.trainer(
            TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 6), run, 10)
        .config(TrainingConfig.read(run.resolve("config.json")))
        .start(new Start.Resume())
        .listener(
            new TrainingListener() {
              @Override
              public void stepped(StepReport report) {
                reports.add(report);
              }
            })
        .build()
        .run();
    assertThat(reports).hasSize(5);
    for (int i = 0; i < 5; i++) {
      StepReport report = reports.get(i);
      assertThat(report.step()).isEqualTo(6 + i);
      assertThat(report.learningRate()).isEqualTo(RATES[i]);
      assertThat(report.losses().named().get("generator"))
          .isCloseTo(GENERATOR[i], within(1e-4 * GENERATOR[i]));
      assertThat(report.losses().named().get("discriminator"))
          .isCloseTo(DISCRIMINATOR[i], within(1e-4 * DISCRIMINATOR[i]));
    }
    assertThat(run.resolve("do_00000010")).exists();
  }
}
