package dev.vocoder.internal.container;

/**
 * A run of elements in the file, which tensors are views of.
 *
 * @param key its name in the file
 * @param type what its elements are
 * @param count how many there are, as the file claims
 */
public record Storage(String key, ElementType type, long count) {
  public Storage {
    if (count < 0) {
      throw new IllegalArgumentException("negative count");
    }
  }

  /** Returns its length in the file, saturated. */
  public long bytes() {
    return count > Long.MAX_VALUE / type.size() ? Long.MAX_VALUE : count * type.size();
  }
}
