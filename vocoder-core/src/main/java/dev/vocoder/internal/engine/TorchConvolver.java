package dev.vocoder.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.ConvolutionKind.Sample;
import dev.vocoder.internal.engine.ConvolutionProblem.Solution;
import dev.vocoder.internal.engine.TorchFunctions.Geometry;

/** LibTorch, as the arithmetic check asks it. */
final class TorchConvolver {
  private static final float[] NONE = {};

  private TorchConvolver() {}

  /** Asks LibTorch for one convolution. */
  @FunctionalInterface
  interface Question {
    /**
     * Asks.
     *
     * @param input (batch, inputs, time)
     * @param weight (outputs, inputs / groups, kernel)
     * @param bias (outputs)
     * @param geometry how the kernel moves
     * @return (batch, outputs, time)
     */
    NDArray ask(NDArray input, NDArray weight, NDArray bias, Geometry geometry);
  }

  static Solution convolve(
      ConvolutionProblem problem, ConvolutionForm form, boolean reduced, boolean gradients) {
    int groups = problem.sizes().groups();
    return convolve(
        problem,
        gradients,
        (input, weight, bias, geometry) ->
            TorchFunctions.convolution(input, weight, bias, form, geometry, groups, reduced));
  }

  static Solution convolve(ConvolutionProblem problem, boolean gradients, Question question) {
    TorchEngine engine = TorchEngine.start(); // which would turn gradients off, did it start inside
    return ComputeThreads.call(
        engine.threads(),
        () ->
            ProcessSettings.withGradients(
                gradients,
                () -> {
                  try (NDManager scope = engine.newManager(Device.cpu())) {
                    return convolve(scope, problem, gradients, question);
                  }
                }));
  }

  private static Solution convolve(
      NDManager scope, ConvolutionProblem problem, boolean gradients, Question question) {
    Sample sizes = problem.sizes();
    Shape results = new Shape(problem.batch(), sizes.outputs(), problem.outputTime());
    spoil(scope, results);
    NDArray input =
        scope.create(problem.input(), new Shape(problem.batch(), sizes.inputs(), problem.time()));
    NDArray weight =
        scope.create(
            problem.weight(),
            new Shape(sizes.outputs(), sizes.inputs() / sizes.groups(), sizes.kernel()));
    input.setRequiresGradient(gradients);
    weight.setRequiresGradient(gradients);
    Geometry geometry = new Geometry(sizes.stride(), problem.padding(), sizes.dilation());
    NDArray output = question.ask(input, weight, scope.create(problem.bias()), geometry);
    if (!gradients) {
      return new Solution(output.toFloatArray(), NONE, NONE);
    }
    NDArray gradient = scope.create(problem.gradient(), results);
    Gradients.backward(output, gradient);
    return new Solution(
        output.toFloatArray(),
        input.getGradient().toFloatArray(),
        weight.getGradient().toFloatArray());
  }

  /** Fills memory that is used next, so that what nothing writes does not look right by chance. */
  private static void spoil(NDManager scope, Shape shape) {
    for (int i = 0; i < 2; i++) {
      scope.full(shape, Float.NaN).close();
    }
  }
}
