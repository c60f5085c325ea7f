package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers that tensors of a file are views of. Its data may come after the tensors. */
final class Storage {
  private final String key;
  private final ScalarType type;
  private final int count;
  private ByteBuffer data;

  Storage(String key, ScalarType type, int count) {
    this.key = key;
    this.type = type;
    this.count = count;
  }

  String key() {
    return key;
  }

  ScalarType type() {
    return type;
  }

  /** Returns how many numbers it holds. */
  int count() {
    return count;
  }

  /** Returns how many bytes its data takes. */
  long bytes() {
    return (long) count * type.bytes();
  }

  /** Gives it its data, little-endian, {@link #bytes()} long. */
  void load(ByteBuffer bytes) {
    data = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns its data; reading it is thread-safe by index. */
  ByteBuffer data() {
    if (data == null) {
      throw new CheckpointException("The storage " + key + " of a tensor is missing.");
    }
    return data;
  }
}
