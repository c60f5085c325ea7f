package dev.vocoder.internal.engine;

import dev.vocoder.internal.engine.ConvolutionKind.Sample;
import java.util.Random;

/**
 * A convolution with numbers, padded by half its kernel, and what it comes to by plain sums. The
 * numbers are small integers: sums in single precision come out exact whatever their order, and
 * inputs and weights are exact in bfloat16.
 */
final class ConvolutionProblem {
  private static final int LARGEST = 3;

  private final Sample sizes;
  private final int batch;
  private final int time;
  private final float[] input; // (batch, inputs, time)
  private final float[] weight; // (outputs, inputs / groups, kernel)
  private final float[] bias; // (outputs)
  private final float[] gradient; // of a loss for the result, (batch, outputs, output time)

  /**
   * Makes a problem of random numbers.
   *
   * @param sizes the convolution's sizes, the kernel odd
   * @param batch how many items
   * @param time how many samples each
   */
  ConvolutionProblem(Sample sizes, int batch, int time) {
    this.sizes = sizes;
    this.batch = batch;
    this.time = time;
    Random random = new Random(sizes.hashCode());
    input = integers(random, batch * sizes.inputs() * time);
    weight = integers(random, sizes.outputs() * inputsPerGroup() * sizes.kernel());
    bias = integers(random, sizes.outputs());
    gradient = integers(random, batch * sizes.outputs() * outputTime());
  }

  private static float[] integers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(2 * LARGEST + 1) - LARGEST;
    }
    return numbers;
  }

  Sample sizes() {
    return sizes;
  }

  int batch() {
    return batch;
  }

  int time() {
    return time;
  }

  int outputTime() {
    return (time - 1) / sizes.stride() + 1;
  }

  int padding() {
    return sizes.kernel() / 2 * sizes.dilation();
  }

  float[] input() {
    return input;
  }

  float[] weight() {
    return weight;
  }

  float[] bias() {
    return bias;
  }

  float[] gradient() {
    return gradient;
  }

  private int outputsPerGroup() {
    return sizes.outputs() / sizes.groups();
  }

  private int inputsPerGroup() {
    return sizes.inputs() / sizes.groups();
  }

  /** Returns where a tap reads for an output, which may lie outside. */
  private int position(int outputAt, int tap) {
    return outputAt * sizes.stride() + tap * sizes.dilation() - padding();
  }

  /** Returns one sample of the result. */
  double output(int item, int output, int outputAt) {
    int first = output / outputsPerGroup() * inputsPerGroup();
    double sum = bias[output];
    for (int i = 0; i < inputsPerGroup(); i++) {
      for (int tap = 0; tap < sizes.kernel(); tap++) {
        int at = position(outputAt, tap);
        if (at >= 0 && at < time) {
          sum +=
              (double) weight[(output * inputsPerGroup() + i) * sizes.kernel() + tap]
                  * input[(item * sizes.inputs() + first + i) * time + at];
        }
      }
    }
    return sum;
  }

  /** Returns one sample of the gradient for the input. */
  double inputGradient(int item, int channel, int at) {
    int first = channel / inputsPerGroup() * outputsPerGroup();
    double sum = 0;
    for (int output = first; output < first + outputsPerGroup(); output++) {
      for (int tap = 0; tap < sizes.kernel(); tap++) {
        int shifted = at + padding() - tap * sizes.dilation();
        int outputAt = Math.floorDiv(shifted, sizes.stride());
        if (outputAt * sizes.stride() == shifted && outputAt >= 0 && outputAt < outputTime()) {
          int row = output * inputsPerGroup() + channel % inputsPerGroup();
          sum +=
              (double) weight[row * sizes.kernel() + tap]
                  * gradient[(item * sizes.outputs() + output) * outputTime() + outputAt];
        }
      }
    }
    return sum;
  }

  /** Returns one element of the gradient for the weight. */
  double weightGradient(int index) {
    int tap = index % sizes.kernel();
    int output = index / sizes.kernel() / inputsPerGroup();
    int channel =
        output / outputsPerGroup() * inputsPerGroup() + index / sizes.kernel() % inputsPerGroup();
    double sum = 0;
    for (int item = 0; item < batch; item++) {
      for (int outputAt = 0; outputAt < outputTime(); outputAt++) {
        int at = position(outputAt, tap);
        if (at >= 0 && at < time) {
          sum +=
              (double) gradient[(item * sizes.outputs() + output) * outputTime() + outputAt]
                  * input[(item * sizes.inputs() + channel) * time + at];
        }
      }
    }
    return sum;
  }

  /** What came out of it somewhere else. */
  static final class Solution {
    private final float[] output;
    private final float[] inputGradient;
    private final float[] weightGradient;

    /**
     * Keeps what came out.
     *
     * @param output (batch, outputs, output time)
     * @param inputGradient as the input, or empty
     * @param weightGradient as the weight, or empty
     */
    Solution(float[] output, float[] inputGradient, float[] weightGradient) {
      this.output = output;
      this.inputGradient = inputGradient;
      this.weightGradient = weightGradient;
    }

    float[] output() {
      return output;
    }

    float[] inputGradient() {
      return inputGradient;
    }

    float[] weightGradient() {
      return weightGradient;
    }
  }
}
