package dev.vocoder.internal.container;

import dev.vocoder.container.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes tensors of a container's storages, decoding each storage once however many views it has.
 */
public final class TensorReader {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Copies that even the smallest file may ask for. */
  private static final long FREE_ELEMENTS = 1 << 20;

  private final Container container;
  private final Map<String, float[]> decoded = new HashMap<>();
  private final IdentityHashMap<Object, Object> made = new IdentityHashMap<>();
  private long copiesLeft;
  private long decodingLeft;

  /**
   * Creates a reader.
   *
   * @param container where the storages lie: all views together may ask for as many elements as it
   *     has bytes, so that overlapping ones cannot multiply the file, whatever is made of them
   */
  public TensorReader(Container container) throws IOException {
    this.container = container;
    this.copiesLeft = container.dataBytes() + FREE_ELEMENTS;
    this.decodingLeft = copiesLeft;
  }

  /**
   * Returns a tensor; the same one for the same view.
   *
   * @throws IllegalArgumentException if it is a view of another file
   * @throws IOException if its storage is not as it must be, or there are too many copies
   */
  public Tensor read(TensorView view) throws IOException {
    if (made.get(view) instanceof Tensor before) {
      return before;
    }
    Storage storage = view.storage();
    if (!storage.equals(container.storages().get(storage.key()))) {
      throw new IllegalArgumentException(
          "%s is of another file: it has no such storage %s".formatted(view, storage));
    }
    copiesLeft -= view.count();
    if (copiesLeft < 0) {
      throw multiplied();
    }
    float[] values = decoded.get(storage.key());
    if (values == null) {
      requireArray(storage);
      decodingLeft -= storage.count();
      if (decodingLeft < 0) {
        throw multiplied();
      }
      values = container.decode(storage);
      decoded.put(storage.key(), values);
    }
    Tensor tensor = new Tensor(view.shape(), view.isWholeStorage() ? values : view.gather(values));
    made.put(view, tensor);
    return tensor;
  }

  /**
   * Refuses tensors of which the container has too little, or which the heap does not hold twice:
   * as they are read, and as they are folded.
   */
  public void requireRoom(Collection<TensorView> views) throws MalformedException {
    long elements = views.stream().mapToLong(TensorView::count).sum();
    if (elements > copiesLeft) {
      throw multiplied();
    }
    long limit = Runtime.getRuntime().maxMemory();
    if (elements > limit / (2 * Float.BYTES)) {
      throw new MalformedException(
          "its network has %d million numbers, more than fit into this program's heap of %d MiB; give it more with -Xmx"
              .formatted(elements / 1_000_000, limit >> 20));
    }
  }

  private static MalformedException multiplied() {
    return new MalformedException(
        "its tensors overlap or are compressed so much that they would take many times the file's"
            + " size; save them with .clone() in Python");
  }

  /** Returns a tree, as deep as a container allows, with tensors in the place of views. */
  public Object readTree(Object value) throws IOException {
    if (value instanceof TensorView view) {
      return read(view);
    }
    if (made.containsKey(value)) {
      return made.get(value);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        copy.put(entry.getKey(), readTree(entry.getValue()));
      }
      made.put(value, copy);
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (Object item : list) {
        copy.add(readTree(item));
      }
      made.put(value, copy);
      return copy;
    }
    return value;
  }

  /** Refuses a storage of more elements than an array can hold. */
  private static void requireArray(Storage storage) throws MalformedException {
    if (storage.count() > Integer.MAX_VALUE - 8) {
      throw new MalformedException(
          "storage %s has %d elements, too many to hold"
              .formatted(Text.quoted(storage.key()), storage.count()));
    }
  }

  /** Decodes the next elements of a stream; the caller has checked that they are there. */
  public static float[] decode(InputStream in, ElementType type, int count, ByteOrder order)
      throws IOException {
    float[] values = new float[count];
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, (long) count * type.size())];
    int perChunk = CHUNK_BYTES / type.size();
    for (int done = 0; done < count; ) {
      int elements = Math.min(perChunk, count - done);
      int bytes = elements * type.size();
      if (in.readNBytes(chunk, 0, bytes) < bytes) {
        throw new EOFException("a storage ends early");
      }
      type.decode(ByteBuffer.wrap(chunk, 0, bytes).order(order), values, done, elements);
      done += elements;
    }
    return values;
  }
}
