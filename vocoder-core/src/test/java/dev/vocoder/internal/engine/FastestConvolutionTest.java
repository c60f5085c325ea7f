package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastestConvolutionTest {

  @Test
  void aRateIsFound() {
    assertThat(FastestConvolution.multiplyAddsPerSecond(false)).isPositive().isFinite();
  }

  @ParameterizedTest
  @CsvSource({"1, false", "3, false", "3, true"})
  void whatIsTimedIsTheConvolution(int times, boolean reduced) {
    try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
      NDArray input = scope.arange(64).toType(DataType.FLOAT32, true);
      NDArray output =
          TorchFunctions.repeatedConvolution(
              input.reshape(1, 32, 2).tile(new long[] {1, 1, 2}),
              scope.ones(new Shape(32, 32, 3)).mul(0.25f),
              scope.ones(new Shape(32)),
              false,
              reduced,
              times);
      assertThat(output.getShape()).isEqualTo(new Shape(1, 32, 2));
      // Even numbers sum to 992, odd ones to 1024; both outputs see three taps of them.
      float rounding = reduced ? 2 : 0; // of 8 bits, at 512 to 1024
      assertThat(output.toFloatArray()[0])
          .isCloseTo(0.25f * (2 * 992 + 1024) + 1, within(rounding));
      assertThat(output.toFloatArray()[63])
          .isCloseTo(0.25f * (2 * 1024 + 992) + 1, within(rounding));
    }
  }
}
