package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vocoder.Device;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GradientsTest {
  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray parameter(float... values) {
    NDArray parameter = manager.create(values);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  private static void learn(NDArray parameter) {
    Gradients.backward(ProcessSettings.withGradients(true, () -> parameter.square().sum()));
  }

  @Test
  void theGradientsOfLossesAddUpUntilTheyAreSetToZero() {
    NDArray parameter = parameter(1, -2, 3);
    learn(parameter);
    assertThat(gradient(parameter)).containsExactly(2, -4, 6);
    learn(parameter);
    assertThat(gradient(parameter)).containsExactly(4, -8, 12);
    TorchFunctions.zero(List.of(Gradients.of(parameter).orElseThrow()));
    learn(parameter);
    assertThat(gradient(parameter)).containsExactly(2, -4, 6);
  }

  private static float[] gradient(NDArray parameter) {
    try (NDArray gradient = Gradients.of(parameter).orElseThrow()) {
      return gradient.toFloatArray();
    }
  }

  @Test
  void theMeanAbsoluteDifferenceHasTheGradientOfItsSignsAndNoneWhereNothingDiffers() {
    NDArray parameter = parameter(1, -2, 3, 1e-20f);
    NDArray target = manager.create(new float[] {4, -2, -1e6f, 0});
    NDArray loss =
        ProcessSettings.withGradients(
            true, () -> TorchFunctions.meanAbsoluteDifference(parameter, target));
    assertThat(loss.getFloat()).isEqualTo((3 + 0 + 1_000_003) / 4f);
    Gradients.backward(loss);
    assertThat(gradient(parameter)).containsExactly(-0.25f, 0, 0.25f, 0.25f);
  }

  @Test
  void whatNoLossDependsOnHasNoGradient() {
    NDArray parameter = parameter(1);
    learn(parameter(2));
    assertThat(Gradients.of(parameter)).isEmpty();
  }
}
