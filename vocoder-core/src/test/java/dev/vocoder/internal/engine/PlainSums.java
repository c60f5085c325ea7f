package dev.vocoder.internal.engine;

import dev.vocoder.internal.engine.ConvolutionKind.Sample;
import dev.vocoder.internal.engine.ConvolutionProblem.Solution;

/** The whole of what a convolution comes to, number by number. */
final class PlainSums {
  private PlainSums() {}

  static Solution of(ConvolutionProblem problem) {
    Sample sizes = problem.sizes();
    int time = problem.time();
    int outputTime = problem.outputTime();
    float[] output = new float[problem.batch() * sizes.outputs() * outputTime];
    for (int i = 0; i < output.length; i++) {
      int row = i / outputTime;
      output[i] =
          (float) problem.output(row / sizes.outputs(), row % sizes.outputs(), i % outputTime);
    }
    float[] input = new float[problem.input().length];
    for (int i = 0; i < input.length; i++) {
      int row = i / time;
      input[i] =
          (float) problem.inputGradient(row / sizes.inputs(), row % sizes.inputs(), i % time);
    }
    float[] weight = new float[problem.weight().length];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) problem.weightGradient(i);
    }
    return new Solution(output, input, weight);
  }
}
