package dev.vocoder.internal.engine;

import dev.vocoder.internal.engine.ConvolutionProblem.Solution;

/**
 * Compares convolutions with plain sums: the result, and the gradients for the input and the
 * weight. The numbers are small integers, so that sums in single precision come out exact whatever
 * their order, and inputs and weights are exact in bfloat16.
 */
final class ArithmeticCheck {
  private static final int BATCH = 2; // a batch of one is right where larger ones are not
  private static final int TIME = 300; // oneDNN computes shorter ones differently
  private static final int WEIGHTS = 48; // so many are compared
  private static final double REDUCED_TOLERANCE = 0.02; // of the largest; bfloat16 keeps 8 bits

  private final Convolver convolver;

  /** What convolves. */
  @FunctionalInterface
  interface Convolver {
    /**
     * Convolves, padded by half the kernel.
     *
     * @param problem what to compute
     * @param form in what form
     * @param reduced whether in bfloat16
     * @param gradients whether to take gradients as well; without, those of the solution are empty
     */
    Solution convolve(
        ConvolutionProblem problem, ConvolutionForm form, boolean reduced, boolean gradients);
  }

  /**
   * Creates a check.
   *
   * @param convolver what is checked
   */
  ArithmeticCheck(Convolver convolver) {
    this.convolver = convolver;
  }

  /**
   * Returns whether all of a kind's samples come out right.
   *
   * @param kind the kind
   * @param form in what form
   * @param reduced whether in bfloat16
   * @param gradients whether the gradients must be right too
   */
  boolean passes(ConvolutionKind kind, ConvolutionForm form, boolean reduced, boolean gradients) {
    return kind.samples().stream()
        .map(sizes -> new ConvolutionProblem(sizes, BATCH, TIME))
        .allMatch(
            problem -> {
              Solution solution = convolver.convolve(problem, form, reduced, gradients);
              return hasOutput(problem, solution, reduced)
                  && (!gradients || hasGradients(problem, solution, reduced));
            });
  }

  private static boolean hasOutput(ConvolutionProblem problem, Solution solution, boolean reduced) {
    int channels = problem.sizes().outputs();
    int time = problem.outputTime();
    Comparison comparison = new Comparison(reduced);
    for (int row = 0; row < BATCH * channels; row++) {
      for (int t : new int[] {time / 2, time - 1}) {
        double expected = problem.output(row / channels, row % channels, t);
        comparison.add(solution.output()[row * time + t], expected);
      }
    }
    return comparison.holds();
  }

  private static boolean hasGradients(
      ConvolutionProblem problem, Solution solution, boolean reduced) {
    int channels = problem.sizes().inputs();
    Comparison inputs = new Comparison(reduced);
    for (int row = 0; row < BATCH * channels; row++) {
      for (int t : new int[] {TIME / 2, TIME - 1}) {
        double expected = problem.inputGradient(row / channels, row % channels, t);
        inputs.add(solution.inputGradient()[row * TIME + t], expected);
      }
    }
    Comparison weights = new Comparison(reduced);
    int step = Math.max(1, problem.weight().length / WEIGHTS);
    for (int i = 0; i < problem.weight().length; i += step) {
      weights.add(solution.weightGradient()[i], problem.weightGradient(i));
    }
    return inputs.holds() && weights.holds();
  }

  /** The largest difference, against the largest number. */
  private static final class Comparison {
    private final boolean reduced;
    private double difference;
    private double largest;

    Comparison(boolean reduced) {
      this.reduced = reduced;
    }

    void add(float found, double expected) {
      double apart = Math.abs(found - expected);
      difference = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : Math.max(difference, apart);
      largest = Math.max(largest, Math.abs(expected));
    }

    boolean holds() {
      return difference <= (reduced ? REDUCED_TOLERANCE * largest : 0);
    }
  }
}
