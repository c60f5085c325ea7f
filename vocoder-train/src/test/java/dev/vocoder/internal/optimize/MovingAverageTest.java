package dev.vocoder.internal.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.Generator;
import dev.vocoder.network.WeightForm;
import dev.vocoder.train.vocoder.TrainingFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MovingAverageTest {
  private static final String BIAS = "conv_post.bias";

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final Generator network = TrainingFixture.GENERATOR.build(WeightForm.WEIGHT_NORM);

  @BeforeEach
  void initialize() {
    network.initialize(manager, DataType.FLOAT32, new Shape(1, 20, 1));
    setBias(0);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private void setBias(float value) {
    StateDict all = BlockWeights.get(network);
    NDArray bias = network.namedParameters().get(BIAS).getArray();
    all.get(BIAS).values()[0] = value;
    NetworkWeights.load(NetworkWeights.of(network), all, "test");
    assertThat(bias.toFloatArray()).containsExactly(value); // the same array
  }

  private float bias() {
    return network.namedParameters().get(BIAS).getArray().toFloatArray()[0];
  }

  @Test
  void itKeepsItsShareOfTheAverageAtEachUpdate() {
    MovingAverage average = new MovingAverage(0.75, network);
    StateDict before = BlockWeights.get(network);
    setBias(8);
    average.update(); // 0.75 x 0 + 0.25 x 8
    average.update(); // 0.75 x 2 + 0.25 x 8
    assertThat(bias()).isEqualTo(8);
    assertThat((float) average.inPlace(this::bias)).isEqualTo(3.5f);
    assertThat(bias()).isEqualTo(8);
    for (String name : before.names()) {
      if (!name.equals(BIAS)) {
        float[] still = average.inPlace(() -> BlockWeights.get(network)).get(name).values();
        for (int i = 0; i < still.length; i++) {
          float value = before.get(name).values()[i];
          assertThat(still[i]).isCloseTo(value, within(1e-6f * Math.abs(value) + 1e-12f));
        }
      }
    }
  }

  @Test
  void theWeightsComeBackAlsoAfterAFailure() {
    MovingAverage average = new MovingAverage(0.5, network);
    setBias(8);
    RuntimeException failure = new IllegalStateException("full");
    assertThatThrownBy(
            () ->
                average.inPlace(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(bias()).isEqualTo(8);
  }

  @Test
  void aDecayIsAShare() {
    for (double decay : List.of(-0.1, 1.0, Double.NaN)) {
      assertThatThrownBy(() -> new MovingAverage(decay, network))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("give 0 or more and less than 1");
    }
  }
}
