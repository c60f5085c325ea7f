package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples of one kind outside LibTorch, one after the other.
 *
 * @param values all their numbers
 * @param shape of each, such as (bands, frames)
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier to the networks, never compared
public record Samples(float[] values, Shape shape) {
  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if the values are not a whole number of samples
   */
  public Samples {
    if (shape.size() == 0 || values.length == 0 || values.length % shape.size() != 0) {
      throw new IllegalArgumentException(
          "%d values are no samples of %s".formatted(values.length, shape));
    }
  }

  /** Returns how many there are. */
  public int size() {
    return Math.toIntExact(values.length / shape.size());
  }

  /**
   * Returns them as an array, (size, shape).
   *
   * @param manager owns it
   */
  NDArray in(NDManager manager) {
    return manager.create(values, new Shape(size()).addAll(shape));
  }

  /**
   * Returns the same samples in several parts.
   *
   * @param parts how many, of which the size is a multiple
   */
  public List<Samples> divided(int parts) {
    int length = values.length / parts;
    return IntStream.range(0, parts)
        .mapToObj(i -> new Samples(Arrays.copyOfRange(values, i * length, (i + 1) * length), shape))
        .toList();
  }
}
