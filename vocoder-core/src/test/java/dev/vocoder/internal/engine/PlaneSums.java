package dev.vocoder.internal.engine;

import java.util.Random;

/**
 * A convolution over a plane, or a transposed one, of small integers, and what it comes to by plain
 * sums: the result, and the gradients for input, weight and bias. All are exact in single
 * precision, whatever the order of the sums.
 */
final class PlaneSums {
  final int batch;
  final int inputs;
  final int outputs;
  final int[] from; // rows and columns of the input
  final int[] kernel;
  final int[] to; // rows and columns of the result
  final boolean transposed;
  final PlaneGeometry geometry;
  final float[] input; // (batch, inputs, rows, columns)
  final float[] weight; // (outputs, inputs, rows, columns); transposed (inputs, outputs, ...)
  final float[] bias;
  final float[] output;
  final float[] gradient; // for the result
  final float[] inputGradient;
  final float[] weightGradient;
  final float[] biasGradient;

  PlaneSums(
      int batch,
      int inputs,
      int outputs,
      int[] from,
      int[] kernel,
      PlaneGeometry geometry,
      boolean transposed) {
    this.batch = batch;
    this.inputs = inputs;
    this.outputs = outputs;
    this.from = from;
    this.kernel = kernel;
    this.geometry = geometry;
    this.transposed = transposed;
    to =
        new int[] {
          length(0, geometry.strideRows(), geometry.top() + geometry.bottom()),
          length(1, geometry.strideColumns(), geometry.left() + geometry.right())
        };
    Random random = new Random(7);
    input = integers(random, batch * inputs * from[0] * from[1]);
    weight = integers(random, inputs * outputs * kernel[0] * kernel[1]);
    bias = integers(random, outputs);
    gradient = integers(random, batch * outputs * to[0] * to[1]);
    output = new float[gradient.length];
    inputGradient = new float[input.length];
    weightGradient = new float[weight.length];
    biasGradient = new float[outputs];
    compute();
  }

  private int length(int axis, int stride, int padding) {
    return transposed
        ? (from[axis] - 1) * stride + kernel[axis] - padding
        : (from[axis] + padding - kernel[axis]) / stride + 1;
  }

  private static float[] integers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(5) - 2;
    }
    return numbers;
  }

  private void compute() {
    int places = to[0] * to[1];
    for (int i = 0; i < output.length; i++) {
      output[i] = bias[i / places % outputs];
      biasGradient[i / places % outputs] += gradient[i];
    }
    int[] still = transposed ? from : to; // where the kernel stands
    int[] moved = transposed ? to : from; // what it covers there
    for (int row = 0; row < still[0]; row++) {
      for (int column = 0; column < still[1]; column++) {
        for (int tap = 0; tap < kernel[0] * kernel[1]; tap++) {
          int otherRow = row * geometry.strideRows() + tap / kernel[1] - geometry.top();
          int otherColumn = column * geometry.strideColumns() + tap % kernel[1] - geometry.left();
          if (otherRow >= 0 && otherRow < moved[0] && otherColumn >= 0 && otherColumn < moved[1]) {
            int here = row * still[1] + column;
            int there = otherRow * moved[1] + otherColumn;
            multiply(transposed ? here : there, transposed ? there : here, tap);
          }
        }
      }
    }
  }

  /** Adds what one tap brings from a place of the input to a place of the result. */
  private void multiply(int source, int target, int tap) {
    int taps = kernel[0] * kernel[1];
    for (int item = 0; item < batch; item++) {
      for (int i = 0; i < inputs; i++) {
        int x = (item * inputs + i) * from[0] * from[1] + source;
        for (int o = 0; o < outputs; o++) {
          int w = (transposed ? i * outputs + o : o * inputs + i) * taps + tap;
          int y = (item * outputs + o) * to[0] * to[1] + target;
          output[y] += input[x] * weight[w];
          inputGradient[x] += gradient[y] * weight[w];
          weightGradient[w] += gradient[y] * input[x];
        }
      }
    }
  }
}
