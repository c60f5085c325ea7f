package dev.vocoder.testing;

import ai.djl.ndarray.NDArray;
import dev.vocoder.internal.engine.TorchFunctions;
import java.util.List;

/** Sets arrays. */
public final class ArrayValues {
  private ArrayValues() {}

  /**
   * Sets all of an array's values. (LibTorch writes a warning of its own when DJL does it.)
   *
   * @param array the array
   * @param values as many as it has
   */
  public static void set(NDArray array, float... values) {
    try (NDArray other = array.getManager().create(values, array.getShape())) {
      TorchFunctions.swap(List.of(array), List.of(other));
    }
  }
}
