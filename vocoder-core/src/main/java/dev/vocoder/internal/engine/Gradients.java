package dev.vocoder.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;

/**
 * Gradients of losses by parameters, without DJL's collector, of which a process can have one at a
 * time. What is to be differentiated is computed under {@link ProcessSettings#withGradients}. Safe
 * on several threads for parameters that these do not share.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * Adds the gradient of a loss to that of every parameter which it was computed from and which
   * takes gradients. What led to the loss cannot be differentiated again.
   *
   * @param loss a scalar
   */
  public static void backward(NDArray loss) {
    try (NDArray one = loss.getManager().ones(loss.getShape())) {
      backward(loss, one);
    }
  }

  /**
   * Does as {@link #backward(NDArray)} of the sum of a result's elements, each times a number.
   *
   * @param result any shape
   * @param gradient these numbers, of the same shape
   */
  public static void backward(NDArray result, NDArray gradient) {
    JniUtils.backward((PtNDArray) result, (PtNDArray) gradient, false, false);
  }

  /**
   * Returns a parameter's gradient, which {@link #backward(NDArray)} goes on adding to.
   *
   * @param parameter an array that takes gradients
   * @return an array to close, of the parameter's shape; empty if no loss depended on it yet
   */
  public static Optional<NDArray> of(NDArray parameter) {
    return Optional.ofNullable(JniUtils.getGradient((PtNDArray) parameter));
  }
}
