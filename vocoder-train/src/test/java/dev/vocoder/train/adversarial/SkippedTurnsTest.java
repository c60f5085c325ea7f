package dev.vocoder.train.adversarial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step with a number that is none leaves nothing behind, in networks, gradients or pools. */
class SkippedTurnsTest {
  private static final Shape POINT = new Shape(2, 1);
  private static final TrainingState STATE = new TrainingState(0, 0, 0, 0, OptionalDouble.empty());

  /** From (batch, inputs, 1) to (batch, outputs, 1). */
  private static final class Linear extends Layer {
    private final Convolution only;
    private final int outputs;

    Linear(int inputs, int outputs) {
      this.outputs = outputs;
      only =
          addChildBlock(
              "only", new Convolution(inputs, outputs, 1, 1, Padding.ZEROS, WeightForm.FOLDED));
    }

    @Override
    public NDArray apply(ParameterStore store, NDArray input, boolean training) {
      return only.apply(store, input, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), outputs, 1)};
    }
  }

  private static ConditionedNetwork network(NDManager manager, int outputs) {
    Linear network = new Linear(2, outputs);
    network.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 1));
    return new ConditionedNetwork(
        network, (store, input, told, training) -> network.apply(store, input, training));
  }

  private static CycleScheme scheme(Fakes fakes) {
    TorchEngine engine = TorchEngine.start();
    NDManager manager = engine.newManager(Device.cpu());
    engine.setSeed(4);
    CycleNetworks networks =
        new CycleNetworks(
            network(manager, 2),
            network(manager, 2),
            network(manager, 1),
            network(manager, 1),
            Optional.of(new CycleNetworks.Second(network(manager, 1), network(manager, 1))));
    CycleSettings settings =
        new CycleSettings(
            GanLoss.LEAST_SQUARES,
            new CycleSettings.Weights(
                Weight.of(1), Weight.of(1), Weight.of(10), Weight.of(5), Weight.of(1)),
            LearningSettings.adam(1e-2),
            LearningSettings.adam(1e-2),
            fakes,
            2);
    return new CycleScheme(
        manager, networks, settings, 1, Optional.empty(), state -> Optional.empty());
  }

  /** A batch in two parts, whose last number is given. */
  private static List<PairBatch> batch(float last) {
    return new PairBatch(
            new Samples(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, POINT),
            new Samples(new float[] {-1, -2, -3, 0, 1, 0, 2, last}, POINT),
            Optional.empty())
        .divided(2);
  }

  private static List<float[]> weights(CycleScheme scheme) {
    List<float[]> weights = new ArrayList<>();
    scheme
        .networks()
        .values()
        .forEach(
            network ->
                network
                    .namedParameters()
                    .values()
                    .forEach(one -> weights.add(one.getArray().toFloatArray())));
    return weights;
  }

  @ParameterizedTest
  @EnumSource(Fakes.class)
  void theNextStepIsAsIfItHadNotBeen(Fakes fakes) {
    try (CycleScheme spoilt = scheme(fakes);
        CycleScheme sound = scheme(fakes)) {
      List<float[]> before = weights(spoilt);
      assertThat(before).usingRecursiveComparison().isEqualTo(weights(sound));
      TrainingScheme.Outcome skipped = spoilt.step(batch(Float.NaN), STATE);
      assertThat(skipped.applied()).isFalse();
      assertThat(skipped.losses().named()).doesNotContainKey("discriminator");
      assertThat(weights(spoilt)).usingRecursiveComparison().isEqualTo(before);
      assertThat(spoilt.step(batch(3), STATE).applied()).isTrue();
      assertThat(sound.step(batch(3), STATE).applied()).isTrue();
      assertThat(weights(spoilt)).usingRecursiveComparison().isEqualTo(weights(sound));
      assertThat(weights(spoilt).get(4)).isNotEqualTo(before.get(4)); // a discriminator's
    }
  }
}
