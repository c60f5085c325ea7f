package dev.vocoder.network.plane;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.testing.ArrayValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaneLayersTest {
  private static final float STEP = 0.004f;

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final ParameterStore store = new ParameterStore(manager, false);

  @BeforeEach
  void seed() {
    manager.getEngine().setRandomSeed(3);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private <N extends NamedBlock> N initialized(N block) {
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 1, 1));
    return block;
  }

  private static void set(NamedBlock block, String name, float... values) {
    NDArray array = block.namedParameters().get(name).getArray();
    ArrayValues.set(array, values);
  }

  /** Returns 0, 1, 2 and so on. */
  private NDArray counted(long... shape) {
    return manager.arange((float) new Shape(shape).size()).reshape(new Shape(shape));
  }

  @Test
  void instanceNormMovesEachChannelOfEachItemToMeanZeroAndVarianceOne() {
    // Channel 1, 3 has mean 2 and biased variance 1; 10, 10, 10, 14 mean 11 and variance 3.
    NDArray input = manager.create(new float[] {1, 3, 3, 1, 10, 10, 10, 14}, new Shape(1, 2, 2, 2));
    float one = (float) (1 / Math.sqrt(1 + 1e-5));
    float third = (float) (1 / Math.sqrt(3 + 1e-5));
    float[] expected = {-one, one, one, -one, -third, -third, -third, 3 * third};
    assertClose(InstanceNorm.plain().apply(store, input, false).toFloatArray(), expected, 1e-6);

    InstanceNorm affine = initialized(InstanceNorm.affine(2));
    assertClose(affine.apply(store, input, false).toFloatArray(), expected, 1e-6);
    set(affine, "weight", 2, -1);
    set(affine, "bias", 5, 7);
    float[] scaled = new float[8];
    for (int i = 0; i < 8; i++) {
      scaled[i] = i < 4 ? 2 * expected[i] + 5 : -expected[i] + 7;
    }
    assertClose(affine.apply(store, input, true).toFloatArray(), scaled, 1e-6);
  }

  @Test
  void itemsOfABatchAreNormalizedApart() {
    NDArray first = manager.randomNormal(new Shape(1, 3, 4, 5));
    NDArray second = manager.randomNormal(new Shape(1, 3, 4, 5)).mul(10).add(3);
    NDArray both = InstanceNorm.plain().apply(store, first.concat(second), false);
    assertClose(
        both.get(new NDIndex("1:2")).toFloatArray(),
        InstanceNorm.plain().apply(store, second, false).toFloatArray(),
        1e-6);
  }

  @Test
  void modulatedNormTakesFactorAndShiftOfTheItemsDomain() {
    InstanceNorm norm = initialized(InstanceNorm.modulated(1, 3));
    set(norm, "weight", 1, 10, 100);
    set(norm, "bias", 0.5f, 0, -4);
    NDArray input = manager.create(new float[] {1, 3, 1, 3}, new Shape(2, 1, 1, 2));
    NDArray code = manager.create(new float[] {0, 0, 1, 0.5f, 0.5f, 0}, new Shape(2, 3));
    float one = (float) (1 / Math.sqrt(1 + 1e-5));
    float[] expected = {-100 * one - 4, 100 * one - 4, -5.5f * one + 0.25f, 5.5f * one + 0.25f};
    assertClose(norm.apply(store, input, Optional.of(code), false).toFloatArray(), expected, 1e-5);
    assertThatThrownBy(() -> norm.apply(store, input, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("code of a domain");
  }

  @Test
  void aSinglePositionCannotBeNormalized() {
    NDArray input = manager.ones(new Shape(2, 3, 1, 1));
    assertThatThrownBy(() -> InstanceNorm.plain().apply(store, input, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than one position");
  }

  @Test
  void framesAreShuffledInTheOrderOfTheOriginal() {
    // in[s C + c, t] goes to out[c, 2 t + s]; here C = 2 channels, 3 frames
    NDArray shuffled = ChannelShuffle.FRAMES.apply(counted(1, 4, 1, 3), 1);
    assertThat(shuffled.getShape()).isEqualTo(new Shape(1, 2, 1, 6));
    assertThat(shuffled.toFloatArray()).containsExactly(0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11);
    // and in two parts, of C = 1 channel each
    assertThat(ChannelShuffle.FRAMES.apply(counted(1, 4, 1, 3), 2).toFloatArray())
        .containsExactly(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11);
  }

  @Test
  void bandsAndFramesAreShuffledAsPixelsAre() {
    // in[4 c + 2 i + j, h, w] goes to out[c, 2 h + i, 2 w + j]
    NDArray shuffled = ChannelShuffle.BANDS_AND_FRAMES.apply(counted(2, 8, 1, 2), 1);
    assertThat(shuffled.getShape()).isEqualTo(new Shape(2, 2, 2, 4));
    float[] first = shuffled.get(new NDIndex("0, 0")).toFloatArray();
    assertThat(first).containsExactly(0, 2, 1, 3, 4, 6, 5, 7);
    float[] last = shuffled.get(new NDIndex("1, 1")).toFloatArray();
    assertThat(last).containsExactly(24, 26, 25, 27, 28, 30, 29, 31);
  }

  @Test
  void gatesMultiplyByTheSigmoid() {
    NDArray input = manager.create(new float[] {2, -3, 0, 1}, new Shape(1, 2, 1, 2));
    double half = 1 / (1 + Math.exp(-1));
    assertClose(
        Gate.HALVING.apply(input).toFloatArray(),
        new float[] {2 * 0.5f, (float) (-3 * half)},
        1e-6);
    float[] self = {
      (float) (2 / (1 + Math.exp(-2))), (float) (-3 / (1 + Math.exp(3))), 0, (float) half
    };
    assertClose(Gate.SELF.apply(input).toFloatArray(), self, 1e-6);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGatedUnitIsItsTwoConvolutionsWithTheirNorms(boolean transposed) {
    PlaneSizes sizes = PlaneSizes.of(3, 4, 4, 6).stride(2, 2).padding(1, 2);
    ConvolutionBlock block =
        initialized(
            ConvolutionBlock.gated(
                    () ->
                        transposed
                            ? PlaneConvolution.transposed(sizes)
                            : PlaneConvolution.of(sizes),
                    "value",
                    "gate")
                .norm(InstanceNorm::affine, "value_norm", "gate_norm")
                .build());
    block
        .namedParameters()
        .values()
        .forEach(each -> each.getArray().addi(manager.randomNormal(each.getShape()).mul(0.1)));
    assertThat(block.namedParameters().keySet())
        .containsExactly(
            "value.weight",
            "value.bias",
            "value_norm.weight",
            "value_norm.bias",
            "gate.weight",
            "gate.bias",
            "gate_norm.weight",
            "gate_norm.bias");
    NDArray input = manager.randomNormal(new Shape(2, 3, 8, 10));
    List<NamedBlock> parts =
        block.getChildren().values().stream().map(each -> (NamedBlock) each).toList();
    NDArray value = applied(parts.get(1), applied(parts.get(0), input));
    NDArray gate = applied(parts.get(3), applied(parts.get(2), input));
    float[] expected = Gate.HALVING.apply(value.concat(gate, 1)).toFloatArray();
    assertClose(block.apply(store, input, false).toFloatArray(), expected, 1e-5);
  }

  private NDArray applied(NamedBlock layer, NDArray input) {
    return ((PlaneLayer) layer).apply(store, input, false);
  }

  @Test
  void aShuffledGatedUnitShufflesValueAndGateEachByItself() {
    ConvolutionBlock block =
        initialized(
            ConvolutionBlock.gated(
                    () -> PlaneConvolution.inTime(PlaneSizes.of(1, 2, 1, 1)), "value", "gate")
                .shuffle(ChannelShuffle.FRAMES)
                .build());
    set(block, "value.weight", 1, 10);
    set(block, "value.bias", 0, 0);
    set(block, "gate.weight", 0, 0);
    set(block, "gate.bias", 0, 100);
    NDArray output = block.apply(store, counted(1, 1, 1, 3).add(1), false);
    assertThat(output.toFloatArray()).containsExactly(0.5f, 10, 1, 20, 1.5f, 30);
  }

  @ParameterizedTest
  @EnumSource(ChannelShuffle.class)
  void gradientsFlowThroughNormGateAndShuffle(ChannelShuffle shuffle) {
    ConvolutionBlock gated =
        ConvolutionBlock.gated(
                () -> PlaneConvolution.of(PlaneSizes.of(2, 8, 3, 3)), "value", "gate")
            .shuffle(shuffle)
            .norm(channels -> InstanceNorm.modulated(channels, 2), "value_norm", "gate_norm")
            .build();
    ConvolutionBlock self =
        ConvolutionBlock.of(
                () -> PlaneConvolution.transposed(PlaneSizes.of(2, 8, 3, 4).stride(1, 2)), "")
            .shuffle(shuffle)
            .norm(InstanceNorm::affine, "norm")
            .gate(Gate.SELF)
            .build();
    NDArray input = manager.randomNormal(new Shape(2, 2, 4, 6));
    NDArray code = manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
    for (ConvolutionBlock block : List.of(gated, self)) {
      initialized(block);
      assertGradientsAreDifferences(block, input, code);
    }
  }

  /** Compares every parameter's gradient with differences of a loss, which is a weighted sum. */
  private void assertGradientsAreDifferences(ConvolutionBlock block, NDArray input, NDArray code) {
    ProcessSettings.withGradients(
        true,
        () -> {
          NDArray output = block.apply(store, input, Optional.of(code), true);
          NDArray weights = manager.randomNormal(output.getShape());
          Gradients.backward(output, weights);
          for (Map.Entry<String, Parameter> each : block.namedParameters().entrySet()) {
            NDArray array = each.getValue().getArray();
            float[] gradient = array.getGradient().toFloatArray();
            int at = gradient.length / 2;
            double difference =
                (moved(block, input, code, weights, array, at, STEP)
                        - moved(block, input, code, weights, array, at, -STEP))
                    / (2 * STEP);
            assertThat((double) gradient[at])
                .as(each.getKey())
                .isCloseTo(difference, within(0.03 + 0.01 * Math.abs(difference)));
          }
          return null;
        });
  }

  /** Returns the loss with one number moved. */
  private double moved(
      ConvolutionBlock block,
      NDArray input,
      NDArray code,
      NDArray weights,
      NDArray array,
      int at,
      float by) {
    return ProcessSettings.withGradients(
        false,
        () -> {
          float[] values = array.toFloatArray();
          float before = values[at];
          values[at] += by;
          ArrayValues.set(array, values);
          float[] output = block.apply(store, input, Optional.of(code), false).toFloatArray();
          float[] factors = weights.toFloatArray();
          double loss = 0;
          for (int i = 0; i < output.length; i++) {
            loss += (double) output[i] * factors[i];
          }
          values[at] = before;
          ArrayValues.set(array, values);
          return loss;
        });
  }
}
