package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.TrainingException;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.vocoder.AdversarialStep.Outcome;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import dev.vocoder.train.vocoder.Optimization.UpdateOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A batch in micro-batches makes the step of the whole batch: every loss here is a mean over the
 * batch's items, so that over parts of one size the mean of the means is the whole's, and the sum
 * of their gradients over the number of parts is its gradient.
 */
class GradientAccumulationTest {
  private static final int SEGMENTS = 4;
  private static final double CLOSE = 1e-5;

  @TempDir Path folder;

  /**
   * An epsilon far above the gradients makes Adam's update proportional to them; as it is, it makes
   * a full step of a gradient's sign, which near zero is rounding's.
   */
  private static TrainingConfig config(UpdateOrder order) {
    AdamW.Settings smooth = new AdamW.Settings(0.1, 0.5, 0.9, 0.9, 0);
    TrainingConfig config = TrainingFixture.config();
    return config.toBuilder()
        .discriminators(
            Map.of(
                "mpd", MultiPeriodConfig.PAPER.narrowed(32),
                // Spectral norm's estimate moves with every pass, of which there are more here.
                "msd",
                    new MultiScaleConfig(
                            List.of(WeightForm.WEIGHT_NORM, WeightForm.WEIGHT_NORM),
                            MultiScaleConfig.PAPER.layers())
                        .narrowed(32)))
        .optimization(new Optimization(smooth, smooth, 1, new GradientLimit(10, false), order))
        .batches(SEGMENTS, 1024)
        .build();
  }

  private static Batch batch() {
    Random random = new Random(5);
    float[] waves = new float[SEGMENTS * 1024];
    for (int i = 0; i < waves.length; i++) {
      waves[i] = 0.1f * (float) random.nextGaussian();
    }
    float[] mels = new float[SEGMENTS * 20 * 16];
    for (int i = 0; i < mels.length; i++) {
      mels[i] = 2 * (float) random.nextGaussian() - 5;
    }
    return new Batch(waves, mels, SEGMENTS, 20);
  }

  @ParameterizedTest
  @EnumSource
  void microBatchesMakeTheStepOfTheWholeBatch(UpdateOrder order) {
    try (AdversarialStep whole = step(config(order));
        AdversarialStep parts = step(config(order))) {
      StateDict before = BlockWeights.get(whole.networks().generator());
      for (int i = 0; i < 2; i++) {
        Outcome expected = whole.run(batch(), Part.BOTH);
        Outcome found = parts.run(batch().divided(SEGMENTS), Part.BOTH);
        assertThat(expected.applied() && found.applied()).isTrue();
        expected
            .losses()
            .named()
            .forEach(
                (name, loss) ->
                    assertThat(found.losses().named().get(name))
                        .as(name)
                        .isCloseTo(loss, within(CLOSE * Math.max(1, loss))));
      }
      assertThat(largestDifference(whole.networks().generator(), before))
          .isGreaterThan(100 * CLOSE);
      assertThat(
              largestDifference(
                  whole.networks().generator(), BlockWeights.get(parts.networks().generator())))
          .isLessThan(CLOSE);
      whole
          .networks()
          .discriminators()
          .forEach(
              (name, network) ->
                  assertThat(
                          largestDifference(
                              network,
                              BlockWeights.get(parts.networks().discriminators().get(name))))
                      .as(name)
                      .isLessThan(CLOSE));
    }
  }

  private static AdversarialStep step(TrainingConfig config) {
    return new AdversarialStep(config, Optional.empty(), Map.of(), Device.cpu(), Precision.FLOAT32);
  }

  private static double largestDifference(NamedBlock network, StateDict other) {
    StateDict weights = BlockWeights.get(network);
    double largest = 0;
    for (String name : weights.names()) {
      float[] a = weights.get(name).values();
      float[] b = other.get(name).values();
      for (int i = 0; i < a.length; i++) {
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
      }
    }
    return largest;
  }

  @Test
  void aPartThatIsNoNumberSpoilsNoUpdate() {
    Batch good = batch();
    good.waves()[good.waves().length - 1] = Float.NaN; // in the last part
    try (AdversarialStep step = step(config(UpdateOrder.ALTERNATING))) {
      StateDict generator = BlockWeights.get(step.networks().generator());
      Outcome skipped = step.run(good.divided(SEGMENTS), Part.BOTH);
      assertThat(skipped.applied()).isFalse();
      assertThat(largestDifference(step.networks().generator(), generator)).isZero();
      try (AdversarialStep fresh = step(config(UpdateOrder.ALTERNATING))) {
        assertThat(step.run(batch(), Part.BOTH).losses())
            .isEqualTo(fresh.run(batch(), Part.BOTH).losses()); // no gradient was left over
      }
    }
  }

  @Test
  void aRunInMicroBatchesDrawsTheSameData() throws IOException {
    List<Recording> recordings =
        TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 6);
    TrainingResult whole =
        TrainingFixture.trainer(recordings, folder.resolve("whole"), 3)
            .validation(recordings.subList(0, 1))
            .build()
            .run();
    TrainingResult parts =
        TrainingFixture.trainer(recordings, folder.resolve("parts"), 3)
            .validation(recordings.subList(0, 1))
            .microBatches(2)
            .build()
            .run();
    assertThat(parts.bestError().getAsDouble())
        .isCloseTo(whole.bestError().getAsDouble(), within(1e-3));
    assertThatThrownBy(
            () ->
                TrainingFixture.trainer(recordings, folder.resolve("odd"), 3)
                    .microBatches(3)
                    .build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("a batch of 2 cannot be divided into 3 equal parts");
  }
}
