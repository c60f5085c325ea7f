package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Storage;
import dev.vocoder.internal.container.TensorReader;
import dev.vocoder.internal.container.Text;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stream that torch.save wrote before PyTorch 1.6: the pickles of a magic number, a protocol
 * number, a dict about the system, the object and the list of storage keys; then for each key a
 * 64-bit count and that many elements, little-endian on every machine.
 */
final class LegacyStream implements Container {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;

  private final FileChannel channel;
  private final Map<String, Storage> storages = new LinkedHashMap<>();
  private final Map<String, Long> places = new HashMap<>();

  private final Object root;

  private LegacyStream(FileChannel channel) throws IOException {
    this.channel = channel;
    PickleInput header = pickles(0);
    requireMagic(header);
    Unpickler.plain(header); // sizes of C types; nobody ever used them
    long objectAt = header.position();
    PickleInput object = pickles(objectAt);
    this.root = Unpickler.weights(object, storages);
    PickleInput keys = pickles(objectAt + object.position());
    List<String> order = keys(Unpickler.plain(keys));
    locate(order, objectAt + object.position() + keys.position());
  }

  /** Opens a stream and reads its pickles. */
  static LegacyStream open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new LegacyStream(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public Map<String, Storage> storages() {
    return storages;
  }

  @Override
  public long dataBytes() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static void requireMagic(PickleInput header) throws IOException {
    if (!MAGIC.equals(Unpickler.plain(header))) {
      throw new MalformedException(
          "it is a pickle, but not one of torch.save; save the model with torch.save");
    }
    if (!(Unpickler.plain(header) instanceof Long version && version == PROTOCOL)) {
      throw new MalformedException("its legacy stream is not of version " + PROTOCOL);
    }
  }

  private List<String> keys(Object list) throws MalformedException {
    if (list instanceof List<?> keys && keys.stream().allMatch(String.class::isInstance)) {
      List<String> names = keys.stream().map(String.class::cast).toList();
      if (names.size() == storages.size() && storages.keySet().equals(new HashSet<>(names))) {
        return names;
      }
    }
    throw new MalformedException(
        "its list of storages is not that of its %d tensors' storages; it is damaged"
            .formatted(storages.size()));
  }

  private void locate(List<String> keys, long start) throws IOException {
    long at = start;
    for (String key : keys) {
      Storage storage = storages.get(key);
      long count = countAt(at);
      at += Long.BYTES;
      if (count != storage.count()) {
        throw new MalformedException(
            "storage %s holds %d elements where its pickle says %d; it is damaged"
                .formatted(Text.quoted(key), count, storage.count()));
      }
      if (storage.bytes() > channel.size() - at) {
        throw new EOFException("storage " + key);
      }
      places.put(key, at);
      at += storage.bytes();
    }
    if (at != channel.size()) {
      throw new MalformedException(
          "it is %d bytes long where its storages end at %d; it is damaged"
              .formatted(channel.size(), at));
    }
  }

  private PickleInput pickles(long position) throws IOException {
    InputStream in = Channels.newInputStream(channel.position(position));
    return new PickleInput(new BufferedInputStream(in), channel.size() - position);
  }

  private long countAt(long position) throws IOException {
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (count.hasRemaining()) {
      if (channel.read(count, position + count.position()) < 0) {
        throw new EOFException("count");
      }
    }
    return count.getLong(0);
  }

  @Override
  public float[] decode(Storage storage) throws IOException {
    channel.position(places.get(storage.key()));
    return TensorReader.decode(
        Channels.newInputStream(channel),
        storage.type(),
        (int) storage.count(),
        ByteOrder.LITTLE_ENDIAN);
  }
}
