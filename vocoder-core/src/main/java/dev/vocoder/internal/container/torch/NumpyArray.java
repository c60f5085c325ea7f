package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import java.util.List;

/** A numpy.ndarray of a pickle: empty when it is made, filled by a later instruction. */
public final class NumpyArray {
  private List<?> shape = List.of(0L);
  private NumpyType type = new NumpyType("b1");
  private byte[] bytes = new byte[0];
  private List<?> objects = List.of();

  /**
   * Takes what fills an array: a version, its shape, its type, whether it is in Fortran order, and
   * its bytes or, of the type O8, its objects.
   */
  public void fill(List<?> state) throws MalformedException {
    if (state.size() != 5
        || !(state.get(1) instanceof List<?> newShape)
        || !(state.get(2) instanceof NumpyType newType)) {
      throw new MalformedException("a NumPy array of it is not described as NumPy does");
    }
    shape = newShape;
    type = newType;
    if (state.get(4) instanceof byte[] data) {
      bytes = data;
    } else if (state.get(4) instanceof List<?> items) {
      objects = items;
    }
  }

  /** Returns the elements of an array of objects; none of an array of numbers. */
  public List<?> objects() {
    return objects;
  }

  /**
   * Returns the numbers.
   *
   * @throws MalformedException if it is not one axis of floats, as many as it has bytes for
   */
  public float[] vector() throws MalformedException {
    ElementType element = type.elements();
    if (element != ElementType.FLOAT && element != ElementType.DOUBLE) {
      throw new MalformedException(
          "its elements are %s, not f4 or f8".formatted(Text.quoted(type.code())));
    }
    int count = bytes.length / element.size();
    if (!shape.equals(List.of((long) count)) || bytes.length % element.size() != 0) {
      throw new MalformedException(
          "its %d bytes are not one axis of %s".formatted(bytes.length, type.code()));
    }
    float[] values = new float[count];
    element.decode(type.ordered(bytes), values, 0, count);
    return values;
  }
}
