package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Storage;
import dev.vocoder.internal.container.TensorReader;
import dev.vocoder.internal.container.Text;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The zip archive that torch.save writes: {@code <root>/data.pkl}, one entry {@code
 * <root>/data/<key>} for each storage, and perhaps {@code <root>/byteorder}.
 */
final class ZipContainer implements Container {
  private static final String PICKLE = "/data.pkl";

  /** torch.save does not compress; whoever did so afterwards gained less than this on weights. */
  private static final long MAX_RATIO = 200;

  /** How far all of the entries that are read may together outgrow the file. */
  private static final long MAX_GROWTH = 8;

  private final ZipFile zip;
  private final long fileLength;
  private final Map<String, ZipEntry> entries;
  private final String root;
  private final ByteOrder order;
  private final Map<String, Storage> storages = new HashMap<>();
  private final Object object;

  private ZipContainer(ZipFile zip, long fileLength) throws IOException {
    this.zip = zip;
    this.fileLength = fileLength;
    this.entries = entries(zip, fileLength);
    this.root = root(entries);
    this.order = order();
    this.object = object();
  }

  /** Opens an archive and reads its pickle. */
  static ZipContainer open(Path file) throws IOException {
    try {
      ZipFile zip = new ZipFile(file.toFile());
      try {
        ZipHeaders.check(file);
        return new ZipContainer(zip, Files.size(file));
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (ZipException | IllegalArgumentException e) {
      // The JDK throws the latter for names and extra fields that it cannot decode.
      throw damaged(e);
    }
  }

  private static MalformedException damaged(Exception cause) {
    return new MalformedException(
        "its zip archive is damaged or cut short (%s); copy or download it again"
            .formatted(cause.getMessage()),
        cause);
  }

  @Override
  public Object root() {
    return object;
  }

  @Override
  public Map<String, Storage> storages() {
    return storages;
  }

  @Override
  public long dataBytes() {
    // Compressing weights gains little; an entry that grows more was made to.
    long size = entries.values().stream().mapToLong(ZipEntry::getSize).sum();
    return Math.min(size, MAX_GROWTH * fileLength);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private static Map<String, ZipEntry> entries(ZipFile zip, long fileLength)
      throws MalformedException {
    Map<String, ZipEntry> entries = new HashMap<>();
    long compressed = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = Text.quoted(entry.getName());
      if (entries.put(entry.getName(), entry) != null) {
        throw new MalformedException("its zip archive has two entries " + name);
      }
      long size = entry.getSize();
      long stored = entry.getCompressedSize();
      if (size < 0 || stored < 0 || stored > fileLength - compressed) {
        throw new MalformedException(
            "entry %s of its zip archive claims more bytes than the file has".formatted(name));
      }
      compressed += stored;
      boolean plausible =
          entry.getMethod() == ZipEntry.STORED ? size == stored : size <= stored * MAX_RATIO;
      if (!plausible) {
        throw new MalformedException(
            "entry %s of its zip archive claims to grow from %d to %d bytes; no weights do"
                .formatted(name, stored, size));
      }
    }
    return entries;
  }

  private static String root(Map<String, ZipEntry> entries) throws MalformedException {
    List<String> roots =
        entries.keySet().stream()
            .filter(name -> name.indexOf('/') > 0 && name.indexOf('/') == name.length() - 9)
            .filter(name -> name.endsWith(PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .toList();
    if (roots.size() != 1) {
      throw new MalformedException(
          "it is a zip archive with %s, not one of torch.save, which has one 'data.pkl' in a folder"
              .formatted(entries.isEmpty() ? "no entries" : Text.listed(entries.keySet())));
    }
    String root = roots.get(0);
    if (entries.containsKey(root + "/constants.pkl")
        || entries.keySet().stream().anyMatch(name -> name.startsWith(root + "/code/"))) {
      throw new MalformedException(
          "it is a TorchScript archive (of torch.jit.save), which holds code;"
              + " give the state_dict it was made from");
    }
    return root;
  }

  private ByteOrder order() throws IOException {
    ZipEntry entry = entries.get(root + "/byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String name = new PickleInput(content(entry, 16), entry.getSize()).text(entry.getSize());
    return switch (name) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new MalformedException(
              "its byte order is %s, not little or big".formatted(Text.quoted(name)));
    };
  }

  private Object object() throws IOException {
    ZipEntry entry = entries.get(root + PICKLE);
    return Unpickler.weights(
        new PickleInput(content(entry, PickleInput.MAX_PICKLE), entry.getSize()), storages);
  }

  /** Returns a whole small entry, its checksum verified. */
  private InputStream content(ZipEntry entry, int maxBytes) throws IOException {
    long size = entry.getSize();
    if (size > maxBytes) {
      throw new MalformedException(
          "entry %s of its zip archive is %d bytes long, more than %d"
              .formatted(Text.quoted(entry.getName()), size, maxBytes));
    }
    try (CheckedInputStream in = open(entry)) {
      byte[] bytes = in.readNBytes((int) size);
      requireIntact(entry, in, bytes.length == size);
      return new ByteArrayInputStream(bytes);
    }
  }

  @Override
  public float[] decode(Storage storage) throws IOException {
    ZipEntry entry = entries.get(root + "/data/" + storage.key());
    if (entry == null) {
      throw new MalformedException(
          "its zip archive lacks storage %s".formatted(Text.quoted(storage.key())));
    }
    if (entry.getSize() != storage.bytes()) {
      throw new MalformedException(
          "storage %s is %d bytes long where its %d elements of %s take %d; it is damaged"
              .formatted(
                  Text.quoted(storage.key()),
                  entry.getSize(),
                  storage.count(),
                  storage.type(),
                  storage.bytes()));
    }
    try (CheckedInputStream in = open(entry)) {
      float[] values = TensorReader.decode(in, storage.type(), (int) storage.count(), order);
      requireIntact(entry, in, true);
      return values;
    } catch (ZipException e) {
      throw damaged(e);
    }
  }

  private CheckedInputStream open(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw new EOFException(entry.getName());
    }
    return new CheckedInputStream(in, new CRC32());
  }

  private static void requireIntact(ZipEntry entry, CheckedInputStream in, boolean complete)
      throws IOException {
    long checksum = in.getChecksum().getValue();
    if (!complete || checksum != entry.getCrc() || in.read() >= 0) {
      throw new MalformedException(
          "entry %s of its zip archive does not match its checksum; copy or download it again"
              .formatted(Text.quoted(entry.getName())));
    }
  }
}
