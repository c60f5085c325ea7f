package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelFormat;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.testing.SharedData;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.optimize.GradientLimit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generator that sees one clip again and again must learn it by heart. */
@Tag("long")
class OverfittingTest {
  private static final long STEPS = 2000;

  @TempDir Path folder;

  @Test
  void oneClipIsLearntByHeart() {
    List<Recording> clip =
        List.of(
            new Recording(
                "LJ001-0002", SharedData.path("speech/lj/LJ001-0002.flac"), Optional.empty()));
    TrainingConfig paper = TrainingConfig.hifiGan(HifiGanConfig.V2, MelFormat.HIFIGAN);
    TrainingConfig config =
        paper.toBuilder()
            .optimization(
                paper
                    .optimization() // whose rate falls with each epoch, which is a step
                    .withLearningRates(2e-3, 2e-3)
                    .withGradientLimit(new GradientLimit(1000, false)))
            .batches(4, 8192)
            .adversarialStart(STEPS) // the mel loss alone
            .build();
    TrainingResult result =
        VocoderTraining.builder()
            .config(config)
            .training(clip)
            .validation(clip)
            .output(folder)
            .steps(STEPS)
            .validationInterval(100)
            .checkpointInterval(STEPS)
            .listener(
                new TrainingListener() {
                  @Override
                  public void validated(ValidationReport report) {
                    System.out.printf("step %d: %.4f%n", report.step(), report.error());
                  }
                })
            .build()
            .run();
    assertThat(result.bestError().getAsDouble()).isLessThan(0.25);
  }
}
