package dev.vocoder.internal.container;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A tensor to be written whose values are fetched when its turn comes, so that a file may hold more
 * than the heap does.
 *
 * @param shape the length of each axis; none for a scalar
 * @param values returns the elements in C order, as many as the shape says
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier to a file, never compared
public record DeferredTensor(int[] shape, Supplier<float[]> values) {

  /**
   * Returns a tensor of an array's values at the time of writing.
   *
   * @param array float32, open until then
   */
  public static DeferredTensor of(NDArray array) {
    int[] shape = Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
    return new DeferredTensor(shape, array::toFloatArray);
  }
}
