package dev.vocoder.train.evaluation.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.TorchEngine;
import org.junit.jupiter.api.Test;

class BatchNormalizationTest {

  private static float[] compute(BatchNormalization norm, NDManager scope, boolean training) {
    // Two items of two channels and two positions: 1, 2, 3, 6 in one channel, 10 ten times faster.
    NDArray input = scope.create(new float[] {1, 2, 10, 20, 3, 6, 30, 60}, new Shape(2, 2, 2));
    return norm.apply(new ParameterStore(scope, false), input, training).toFloatArray();
  }

  @Test
  void aBatchIsNormalisedByItselfInTrainingAndByRunningStatisticsAfter() {
    BatchNormalization norm = new BatchNormalization(2);
    try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
      norm.initialize(scope, DataType.FLOAT32, new Shape(2, 2, 2));
      // Mean 3 and variance 3.5 of the batch; a hundred times that in the other channel.
      double root = Math.sqrt(3.5);
      assertThat(compute(norm, scope, true))
          .containsExactly(
              new float[] {
                (float) (-2 / root),
                (float) (-1 / root),
                (float) (-2 / root),
                (float) (-1 / root),
                0,
                (float) (3 / root),
                0,
                (float) (3 / root)
              },
              within(1e-5f));
      assertThat(values(norm, "running_mean"))
          .containsExactly(new float[] {0.3f, 3}, within(1e-6f));
      // A tenth of the unbiased variance, 14 / 3, and nine tenths of 1.
      assertThat(values(norm, "running_var"))
          .containsExactly(new float[] {0.9f + 1.4f / 3, 0.9f + 140f / 3}, within(1e-5f));
      assertThat(compute(norm, scope, false)[0])
          .isCloseTo((float) (0.7 / Math.sqrt(0.9 + 1.4 / 3)), within(1e-5f));
      assertThat(values(norm, "running_mean"))
          .containsExactly(new float[] {0.3f, 3}, within(1e-6f));
    }
  }

  private static float[] values(BatchNormalization norm, String name) {
    return norm.namedParameters().get(name).getArray().toFloatArray();
  }
}
