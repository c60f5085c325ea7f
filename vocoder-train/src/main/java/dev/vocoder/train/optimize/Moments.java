package dev.vocoder.train.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.CheckpointException;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.DeferredTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A parameter, and the moments of its gradient that Adam keeps, as PyTorch saves them. */
final class Moments {
  private final NDArray parameter;
  private NDArray mean;
  private NDArray square;
  private NDArray step; // how many updates it had

  /** Begins with moments of zero, owned by a manager. */
  Moments(NDArray parameter, NDManager manager) {
    this.parameter = parameter;
    mean = manager.zeros(parameter.getShape());
    square = manager.zeros(parameter.getShape());
    step = manager.zeros(new Shape());
  }

  NDArray parameter() {
    return parameter;
  }

  /** Returns the moving average of the gradients. */
  NDArray mean() {
    return mean;
  }

  /** Returns the moving average of their squares. */
  NDArray square() {
    return square;
  }

  /** Returns how many updates there were, a scalar. */
  NDArray step() {
    return step;
  }

  /** Returns the entry of a state dict, whose tensors are read when they are written. */
  Map<String, Object> entry() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("step", DeferredTensor.of(step));
    entry.put("exp_avg", DeferredTensor.of(mean));
    entry.put("exp_avg_sq", DeferredTensor.of(square));
    return entry;
  }

  /**
   * Takes over an entry.
   *
   * @param entry what {@link #entry} became, or PyTorch saved
   * @param name where it comes from, for messages
   * @throws CheckpointException if it is another parameter's
   */
  void load(Map<?, ?> entry, String name) {
    mean = replaced(mean, entry.get("exp_avg"), name + ", exp_avg");
    square = replaced(square, entry.get("exp_avg_sq"), name + ", exp_avg_sq");
    step = replaced(step, entry.get("step"), name + ", step");
  }

  private static NDArray replaced(NDArray array, Object saved, String name) {
    Object value =
        saved instanceof Long count ? new Tensor(new int[0], new float[] {count}) : saved;
    if (value instanceof Double count) {
      value = new Tensor(new int[0], new float[] {count.floatValue()});
    }
    if (!(value instanceof Tensor tensor)
        || !Arrays.equals(
            Arrays.stream(tensor.shape()).asLongStream().toArray(), array.getShape().getShape())) {
      throw new CheckpointException(
          "%s is %s, not a tensor of shape %s.".formatted(name, saved, array.getShape()));
    }
    if (!tensor.isFinite()) {
      throw new CheckpointException("%s has infinite or NaN values.".formatted(name));
    }
    try (NDArray old = array) {
      return old.getManager().create(tensor.values(), old.getShape());
    }
  }
}
