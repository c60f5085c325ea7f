package dev.vocoder.network;

import static dev.vocoder.testing.Golden.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.TorchEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransposedConvolutionTest {
  private static final int INPUTS = 3;
  private static final int OUTPUTS = 2;
  private static final int TIME = 7;

  @ParameterizedTest(name = "kernel {0}, stride {1}, cut {2} and {3}, {4}, {5}")
  @CsvSource({
    "16, 8, 4, 4, ZEROS, FOLDED",
    "16, 8, 4, 4, ZEROS, WEIGHT_NORM",
    "4, 2, 1, 1, ZEROS, FOLDED",
    "11, 5, 3, 3, ZEROS, FOLDED",
    "10, 5, 3, 2, ZEROS, FOLDED",
    "3, 3, 0, 0, ZEROS, FOLDED",
    "7, 4, 1, 1, ZEROS, WEIGHT_NORM",
    "2, 1, 0, 0, ZEROS, FOLDED",
    "10, 5, 0, 5, ZEROS, FOLDED",
    "10, 5, 0, 5, REPLICATE, FOLDED",
    "9, 4, 0, 5, REPLICATE, WEIGHT_NORM",
    "3, 3, 0, 0, REPLICATE, FOLDED",
  })
  void everyInputSampleAddsTheKernelAtItsPlace(
      int kernel, int stride, int cutStart, int cutEnd, PaddingMode start, WeightForm form) {
    TransposedConvolution layer =
        new TransposedConvolution(INPUTS, OUTPUTS, kernel, stride, cutStart, cutEnd, start, form);
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, INPUTS, TIME));
      NDArray input = manager.randomNormal(new Shape(1, INPUTS, TIME));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray output = layer.apply(store, input, false);

      float[] weight = layer.weight(store, input, false).toFloatArray();
      float[] bias = layer.bias(store, input, false).toFloatArray();
      float[] expected =
          scattered(input.toFloatArray(), weight, bias, kernel, stride, cutStart, cutEnd, start);
      assertClose(output.toFloatArray(), expected, 1e-5);
    }
  }

  /** The definition: y[i stride + j - cutStart] += x[i] w[j], where x[-1] = x[0] if replicated. */
  private static float[] scattered(
      float[] input,
      float[] weight,
      float[] bias,
      int kernel,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start) {
    int length = (TIME - 1) * stride + kernel - cutStart - cutEnd;
    int first = start == PaddingMode.REPLICATE ? -kernel : 0;
    float[] output = new float[OUTPUTS * length];
    for (int to = 0; to < OUTPUTS; to++) {
      for (int n = 0; n < length; n++) {
        output[to * length + n] = bias[to];
      }
      for (int from = 0; from < INPUTS; from++) {
        for (int i = first; i < TIME; i++) {
          for (int j = 0; j < kernel; j++) {
            int n = i * stride + j - cutStart;
            if (n >= 0 && n < length) {
              output[to * length + n] +=
                  input[from * TIME + Math.max(i, 0)] * weight[(from * OUTPUTS + to) * kernel + j];
            }
          }
        }
      }
    }
    return output;
  }
}
