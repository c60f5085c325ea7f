package dev.vocoder.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Makes tensors of a file's storages, decoding each storage once however many views it has. */
final class TensorReader implements Unpickler.Tensors {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Copies that even the smallest file may ask for. */
  private static final long FREE_ELEMENTS = 1 << 20;

  private final Source source;
  private final Map<String, Storage> storages = new HashMap<>();
  private final Map<String, float[]> decoded = new HashMap<>();
  private long copiesLeft;

  /** Where storages lie in a container. */
  interface Source {
    /**
     * Decodes a storage after checking its claimed count against the container.
     *
     * @throws IOException if it is not there, not as long as claimed, or damaged
     */
    float[] decode(Storage storage) throws IOException;
  }

  /**
   * Creates a reader.
   *
   * @param source where the storages lie
   * @param dataBytes the bytes of data in the container: views that are not whole storages may
   *     together ask for as many elements, so that overlapping ones cannot multiply the file
   */
  TensorReader(Source source, long dataBytes) {
    this.source = source;
    this.copiesLeft = dataBytes + FREE_ELEMENTS;
  }

  @Override
  public Tensor read(TensorView view) throws IOException {
    Storage storage = view.storage();
    Storage before = storages.putIfAbsent(storage.key(), storage);
    if (before != null && !before.equals(storage)) {
      throw new MalformedException(
          "storage %s is described twice, as %s and as %s"
              .formatted(Text.quoted(storage.key()), before.type(), storage.type()));
    }
    boolean whole = view.isWholeStorage();
    if (!whole) {
      copiesLeft -= view.count();
      if (copiesLeft < 0) {
        throw new MalformedException(
            "its tensors overlap so much that they would take many times the file's size;"
                + " save them with .clone() in Python");
      }
    }
    float[] values = decoded.get(storage.key());
    if (values == null) {
      values = source.decode(storage);
      decoded.put(storage.key(), values);
    }
    return new Tensor(view.shape(), whole ? values : view.gather(values));
  }

  /** Refuses a storage of more elements than an array can hold. */
  static void requireArray(Storage storage) throws MalformedException {
    if (storage.count() > Integer.MAX_VALUE - 8) {
      throw new MalformedException(
          "storage %s has %d elements, too many to hold"
              .formatted(Text.quoted(storage.key()), storage.count()));
    }
  }

  /** Decodes the next elements of a stream; the caller has checked that they are there. */
  static float[] decode(InputStream in, ElementType type, int count, ByteOrder order)
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
