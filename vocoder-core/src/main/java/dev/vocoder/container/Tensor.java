package dev.vocoder.container;

import java.util.Arrays;

/**
 * An array of a checkpoint, in host memory. Whatever the file holds (half, bfloat16, double,
 * integers, booleans) has become float32.
 *
 * @param shape the length of each axis; none for a scalar
 * @param values the elements in C order (the last axis varies fastest). Tensors that share memory
 *     in the file may share this array: read it, do not write to it
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between file and network, never compared
public record Tensor(int[] shape, float[] values) {
  /** Checks that there are as many values as the shape says. */
  public Tensor {
    long count = 1;
    for (int axis : shape) {
      if (axis < 0) {
        throw new IllegalArgumentException("negative axis in shape " + Arrays.toString(shape));
      }
      count = axis == 0 ? 0 : Math.min(count * axis, 1L << 32);
    }
    if (count != values.length) {
      throw new IllegalArgumentException(
          "%d values for shape %s".formatted(values.length, Arrays.toString(shape)));
    }
  }

  /** Says whether no element is infinite or not a number. */
  public boolean isFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Says whether it has the same shape and values. */
  public boolean sameAs(Tensor other) {
    return Arrays.equals(shape, other.shape) && Arrays.equals(values, other.values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
