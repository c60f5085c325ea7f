package dev.vocoder.internal.container;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor as a file describes it: a strided view of a storage, within its bounds. Its values are
 * still in the file. Immutable and thread-safe.
 */
public final class TensorView {
  private static final int MAX_AXES = 16;

  private final Storage storage;
  private final int offset;
  private final int[] shape;
  private final int[] strides; // the distance in the storage from one index of an axis to the next

  private TensorView(Storage storage, int offset, int[] shape, int[] strides) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** Returns the length of each axis; none for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public String toString() {
    return "TensorView" + Arrays.toString(shape);
  }

  /** Returns the same view of another storage, which is as long. */
  public TensorView of(Storage other) {
    return new TensorView(other, offset, shape, strides);
  }

  /** Says whether it is a view of the same elements. */
  public boolean sameAs(TensorView other) {
    return storage.equals(other.storage)
        && offset == other.offset
        && Arrays.equals(shape, other.shape)
        && Arrays.equals(strides, other.strides);
  }

  /** Returns what it is a view of. */
  public Storage storage() {
    return storage;
  }

  /**
   * Returns a view of a storage from first to last.
   *
   * @param sizes the length of each axis, a Long; as many elements as the storage has
   */
  public static TensorView whole(Storage storage, List<Long> sizes) throws MalformedException {
    if (sizes.size() > MAX_AXES) {
      throw new MalformedException(
          "a tensor has %d axes, more than %d".formatted(sizes.size(), MAX_AXES));
    }
    int[] shape = new int[sizes.size()];
    int[] strides = new int[sizes.size()];
    int step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      shape[axis] = index(sizes.get(axis), "size");
      strides[axis] = step;
      step *= shape[axis];
    }
    return new TensorView(storage, 0, shape, strides);
  }

  /** Checks every number against the storage. */
  public static TensorView of(Storage storage, long offset, List<?> sizes, List<?> steps)
      throws MalformedException {
    if (sizes.size() != steps.size() || sizes.size() > MAX_AXES) {
      throw new MalformedException(
          "a tensor has %d axes and %d strides, where they must be as many and %d at most"
              .formatted(sizes.size(), steps.size(), MAX_AXES));
    }
    int[] shape = new int[sizes.size()];
    int[] strides = new int[sizes.size()];
    long last = index(offset, "offset");
    long count = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = index(sizes.get(axis), "size");
      strides[axis] = index(steps.get(axis), "stride");
      count = Math.min(count * shape[axis], 1L << 32);
      // Saturated: (2^31)^2 and the sum of sixteen of them stay within 64 bits.
      last += Math.min((shape[axis] - 1L) * strides[axis], 1L << 40);
    }
    if (count > 0 && last >= storage.count()) {
      throw new MalformedException(
          "a tensor of shape %s, strides %s and offset %d reaches beyond its storage of %d elements"
              .formatted(
                  Arrays.toString(shape), Arrays.toString(strides), offset, storage.count()));
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw new MalformedException(
          "a tensor has shape %s, too many elements to hold".formatted(Arrays.toString(shape)));
    }
    return new TensorView(storage, (int) offset, shape, strides);
  }

  private static int index(Object number, String what) throws MalformedException {
    if (number instanceof Long value && value >= 0 && value <= Integer.MAX_VALUE) {
      return value.intValue();
    }
    throw new MalformedException(
        "a tensor's %s is %s, not a whole number from 0 to %d"
            .formatted(
                what, number instanceof Long ? number : "no 64-bit integer", Integer.MAX_VALUE));
  }

  /** Returns the number of elements. */
  int count() {
    int count = 1;
    for (int axis : shape) {
      count *= axis;
    }
    return count;
  }

  /** Says whether it is its storage from first to last, in order. */
  boolean isWholeStorage() {
    int expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return offset == 0 && expected == storage.count();
  }

  /** Returns the elements out of the storage's, in C order. */
  float[] gather(float[] from) {
    float[] to = new float[count()];
    int axes = shape.length;
    if (axes == 0) {
      to[0] = from[offset];
      return to;
    }
    int row = shape[axes - 1];
    int step = strides[axes - 1];
    int[] index = new int[axes];
    int start = offset;
    for (int done = 0; done < to.length; ) {
      for (int i = 0; i < row; i++) {
        to[done++] = from[start + i * step];
      }
      for (int axis = axes - 2; axis >= 0; axis--) {
        start += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        start -= index[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return to;
  }
}
