package dev.vocoder.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stream that PyTorch wrote before 1.6: pickles of a magic number, a protocol number, facts of
 * the system, the object and the list of its storages' keys; then each storage as a count and its
 * numbers.
 */
final class LegacyContainer {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Object PROTOCOL = 1001L;

  private LegacyContainer() {}

  /** Reads a file and returns the object in it. */
  static Object read(Path path) throws IOException {
    if (Files.size(path) > Integer.MAX_VALUE - 8) {
      throw new MalformedFileException("it is longer than 2 GiB");
    }
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path));
    Map<String, Storage> storages = new LinkedHashMap<>();
    if (!MAGIC.equals(Unpickler.read(in, LegacyContainer::none))) {
      throw new MalformedFileException("it is a pickle, but not one that PyTorch saved");
    }
    if (!PROTOCOL.equals(Unpickler.read(in, LegacyContainer::none))) {
      throw new MalformedFileException("its version of PyTorch's stream is not 1001");
    }
    Object system = Unpickler.read(in, LegacyContainer::none);
    if (system instanceof Map<?, ?> facts && Boolean.FALSE.equals(facts.get("little_endian"))) {
      throw new MalformedFileException("it was saved on a big-endian machine");
    }
    Object root = Unpickler.read(in, (type, key, count) -> sameOrNew(storages, type, key, count));
    if (!(Unpickler.read(in, LegacyContainer::none) instanceof List<?> keys)) {
      throw new MalformedFileException("it lists no storages");
    }
    in.order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : keys) {
      Storage storage = key instanceof String name ? storages.get(name) : null;
      long count = in.getLong();
      if (storage == null || count != storage.count()) {
        throw new MalformedFileException("its storages are not those its tensors are in");
      }
      storage.load(in.slice(in.position(), (int) Math.min(Integer.MAX_VALUE, storage.bytes())));
      in.position(in.position() + (int) storage.bytes());
    }
    return root;
  }

  private static Storage none(ScalarType type, String key, int count) {
    throw new MalformedFileException("it has a tensor where none belongs");
  }

  /** Returns the storage of a key, made when it is first met. */
  static Storage sameOrNew(Map<String, Storage> storages, ScalarType type, String key, int count) {
    Storage storage = storages.computeIfAbsent(key, name -> new Storage(name, type, count));
    if (storage.type() != type || storage.count() != count) {
      throw new MalformedFileException("it describes the storage " + key + " in two ways");
    }
    return storage;
  }
}
