package dev.vocoder.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * What networks on planes, (batch, channels, rows, columns), need of LibTorch and DJL has no call
 * for, or not in a form that is right everywhere: convolutions over both axes, instance norm,
 * gates.
 *
 * <p>Results belong to the manager of the input unless a scope is given. Gradients flow where the
 * thread's gradient mode is on. Thread-safe.
 */
public final class PlaneFunctions {
  /** What is added to the variance, PyTorch's default. */
  private static final double[] EPSILON = {1e-5};

  private static final double[] NONE = {};

  private PlaneFunctions() {}

  /**
   * Convolves over both axes.
   *
   * @param input (batch, inputs, rows, columns)
   * @param weight (outputs, inputs, ...), in memory as {@code kernel} says
   * @param bias (outputs)
   * @param geometry how the kernel moves
   * @param kernel (outputs, inputs, kernel rows, kernel columns): how the weight is read
   * @return (batch, outputs, rows, columns)
   */
  public static NDArray convolution(
      NDArray input, NDArray weight, NDArray bias, PlaneGeometry geometry, Shape kernel) {
    PlaneForm form =
        input.getDevice().isGpu()
            ? PlaneForm.PLAIN
            : PlaneForms.onCpu(input.getShape(), kernel, geometry);
    return convolution(input, weight, bias, form, geometry, kernel);
  }

  /** Convolves in a given form. */
  static NDArray convolution(
      NDArray input,
      NDArray weight,
      NDArray bias,
      PlaneForm form,
      PlaneGeometry geometry,
      Shape kernel) {
    double[] numbers = numbers(form, geometry, kernel);
    return call(input, "plane_convolution", numbers, weight, bias);
  }

  /**
   * Computes the transposed convolution: every input adds the kernel at its place. In polyphase
   * form, one convolution that makes the outputs between two inputs as channels, which are then put
   * side by side.
   *
   * @param input (batch, inputs, rows, columns)
   * @param weight (inputs, outputs, kernel rows, kernel columns)
   * @param bias (outputs)
   * @param geometry how the kernel moves on the output, and what is cut off that
   * @return (batch, outputs, rows, columns): of n rows, (n - 1) stride + kernel less what is cut
   */
  public static NDArray transposedConvolution(
      NDArray input, NDArray weight, NDArray bias, PlaneGeometry geometry) {
    Shape kernel = weight.getShape();
    long rows = taps(kernel.get(2), geometry.strideRows());
    long columns = taps(kernel.get(3), geometry.strideColumns());
    long phases = kernel.get(1) * geometry.strideRows() * geometry.strideColumns();
    int above = Math.toIntExact(rows - 1);
    int before = Math.toIntExact(columns - 1);
    PlaneForm form =
        input.getDevice().isGpu()
            ? PlaneForm.PLAIN
            : PlaneForms.onCpu(
                input.getShape(),
                new Shape(phases, kernel.get(0), rows, columns),
                new PlaneGeometry(1, 1, above, above, before, before));
    return transposedConvolution(input, weight, bias, form, geometry);
  }

  /** Computes the transposed convolution, its convolution in a given form. */
  static NDArray transposedConvolution(
      NDArray input, NDArray weight, NDArray bias, PlaneForm form, PlaneGeometry geometry) {
    double[] numbers = numbers(form, geometry, weight.getShape());
    return call(input, "plane_transposed_convolution", numbers, weight, bias);
  }

  private static long taps(long kernel, int stride) {
    return (kernel + stride - 1) / stride;
  }

  private static double[] numbers(PlaneForm form, PlaneGeometry geometry, Shape kernel) {
    return new double[] {
      form.code(),
      geometry.strideRows(),
      geometry.strideColumns(),
      geometry.top(),
      geometry.bottom(),
      geometry.left(),
      geometry.right(),
      kernel.get(2),
      kernel.get(3)
    };
  }

  /**
   * Moves each channel of each item to mean 0 and variance 1 over all its positions (Ulyanov et al.
   * 2016), with 1e-5 added to the variance, which is the population's.
   *
   * @param input (batch, channels, rows, columns)
   */
  public static NDArray instanceNorm(NDArray input) {
    return call(input, "standardized", EPSILON);
  }

  /**
   * Normalises as {@link #instanceNorm(NDArray)} does, then scales and shifts each channel.
   *
   * @param input (batch, channels, rows, columns)
   * @param gamma (channels), the factors
   * @param beta (channels), what is added
   */
  public static NDArray instanceNorm(NDArray input, NDArray gamma, NDArray beta) {
    return call(input, "instance_norm", EPSILON, gamma, beta);
  }

  /**
   * Normalises as {@link #instanceNorm(NDArray)} does, then scales and shifts each channel as the
   * item's domain has it (Dumoulin et al. 2017).
   *
   * @param input (batch, channels, rows, columns)
   * @param gamma (domains, channels), the factors
   * @param beta (domains, channels), what is added
   * @param code (batch, domains): the share of each domain, 1 for that of the item
   */
  public static NDArray modulatedNorm(NDArray input, NDArray gamma, NDArray beta, NDArray code) {
    return call(input, "modulated_norm", EPSILON, gamma, beta, code);
  }

  /**
   * Returns the first half of the channels times the sigmoid of the second (Dauphin et al. 2017).
   *
   * @param input (batch, 2 x channels, ...)
   */
  public static NDArray gated(NDArray input) {
    return call(input, "gated", NONE);
  }

  /**
   * Returns each number times its sigmoid.
   *
   * @param input any shape
   */
  public static NDArray selfGated(NDArray input) {
    return call(input, "self_gated", NONE);
  }

  /**
   * Puts two arrays one behind the other.
   *
   * @param scope owns the result
   * @param first any shape
   * @param second the same shape but for that axis
   * @param axis along which; negative counts from the end
   */
  public static NDArray joined(NDManager scope, NDArray first, NDArray second, int axis) {
    return TorchFunctions.call(scope, "joined", new double[] {axis}, first, second);
  }

  private static NDArray call(NDArray input, String function, double[] numbers, NDArray... others) {
    NDArray[] arrays = new NDArray[others.length + 1];
    arrays[0] = input;
    System.arraycopy(others, 0, arrays, 1, others.length);
    return TorchFunctions.call(input.getManager(), function, numbers, arrays);
  }
}
