package dev.vocoder.network;

import static dev.vocoder.testing.Golden.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.engine.TorchEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransposedConvolutionTest {
  private static final int INPUTS = 3;
  private static final int OUTPUTS = 2;
  private static final int TIME = 7;

  @ParameterizedTest(name = "kernel {0}, stride {1}, padding {2}, output padding {3}, {4}")
  @CsvSource({
    "16, 8, 4, 0, FOLDED",
    "16, 8, 4, 0, WEIGHT_NORM",
    "4, 2, 1, 0, FOLDED",
    "11, 5, 3, 0, FOLDED",
    "10, 5, 3, 1, FOLDED",
    "3, 3, 0, 0, FOLDED",
    "7, 4, 1, 0, WEIGHT_NORM",
    "2, 1, 0, 0, FOLDED",
  })
  void everyInputSampleAddsTheKernelAtItsPlace(
      int kernel, int stride, int padding, int outputPadding, WeightForm form) {
    TransposedConvolution layer =
        new TransposedConvolution(INPUTS, OUTPUTS, kernel, stride, padding, outputPadding, form);
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, INPUTS, TIME));
      NDArray input = manager.randomNormal(new Shape(1, INPUTS, TIME));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray output = layer.apply(store, input, false);

      float[] weight = layer.weight(store, input, false).toFloatArray();
      float[] bias = layer.bias(store, input, false).toFloatArray();
      float[] expected =
          scattered(input.toFloatArray(), weight, bias, kernel, stride, padding, outputPadding);
      assertClose(output.toFloatArray(), expected, 1e-5);
    }
  }

  /** The definition: y[i stride + j - padding] += x[i] w[j]. */
  private static float[] scattered(
      float[] input,
      float[] weight,
      float[] bias,
      int kernel,
      int stride,
      int padding,
      int outputPadding) {
    int length = (TIME - 1) * stride - 2 * padding + kernel + outputPadding;
    float[] output = new float[OUTPUTS * length];
    for (int to = 0; to < OUTPUTS; to++) {
      for (int n = 0; n < length; n++) {
        output[to * length + n] = bias[to];
      }
      for (int from = 0; from < INPUTS; from++) {
        for (int i = 0; i < TIME; i++) {
          for (int j = 0; j < kernel; j++) {
            int n = i * stride + j - padding;
            if (n >= 0 && n < length) {
              output[to * length + n] +=
                  input[from * TIME + i] * weight[(from * OUTPUTS + to) * kernel + j];
            }
          }
        }
      }
    }
    return output;
  }
}
