package dev.vocoder.checkpoint;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** A tensor still in its file's storage: a view by offset, shape and strides, checked to lie in. */
public final class StoredTensor {
  private final Storage storage;
  private final int offset;
  private final int[] shape;
  private final int[] strides;
  private final int count;

  StoredTensor(Storage storage, long offset, int[] shape, int[] strides) {
    long elements = 1;
    long last = offset;
    boolean sane = shape.length == strides.length && offset >= 0;
    for (int axis = 0; sane && axis < shape.length; axis++) {
      sane = shape[axis] >= 0 && strides[axis] >= 0;
      elements *= shape[axis];
      last += (long) Math.max(0, shape[axis] - 1) * strides[axis];
      // An element of the storage is in the tensor once: no more elements than there are numbers.
      sane = sane && elements <= storage.count() && last <= Integer.MAX_VALUE;
    }
    if (!sane || (elements > 0 && last >= storage.count())) {
      throw new MalformedFileException(
          "a tensor of shape %s, strides %s and offset %d does not lie in its storage of %d numbers"
              .formatted(
                  Arrays.toString(shape), Arrays.toString(strides), offset, storage.count()));
    }
    this.storage = storage;
    this.offset = (int) offset;
    this.shape = shape;
    this.strides = strides;
    this.count = (int) elements;
  }

  /** Returns the number of elements. */
  int count() {
    return count;
  }

  /** Copies the elements out, in C order, as single precision. */
  public Tensor read() {
    float[] values = new float[count];
    if (isContiguous() && storage.type() == ScalarType.FLOAT32) {
      FloatBuffer floats = storage.data().asFloatBuffer();
      floats.get(offset, values);
    } else {
      copyStrided(values);
    }
    return new Tensor(shape, values);
  }

  private boolean isContiguous() {
    long expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return true;
  }

  private void copyStrided(float[] values) {
    int[] index = new int[shape.length];
    int position = offset;
    for (int i = 0; i < values.length; i++) {
      values[i] = storage.type().read(storage.data(), position);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        position -= shape[axis] * strides[axis];
        index[axis] = 0;
      }
    }
  }
}
