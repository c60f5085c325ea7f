package dev.vocoder.checkpoint;

import java.util.Arrays;

/**
 * An array of single-precision numbers in Java's memory.
 *
 * @param shape the length of each axis; none for a single number
 * @param values the elements in C order (the last axis varies fastest)
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights, never compared
public record Tensor(int[] shape, float[] values) {
  /** Checks that there are as many values as the shape says. */
  public Tensor {
    long count = 1;
    for (int axis : shape) {
      count *= axis;
    }
    if (count != values.length) {
      throw new IllegalArgumentException(
          "%d values for shape %s".formatted(values.length, Arrays.toString(shape)));
    }
  }
}
