package dev.vocoder.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** PyTorch's zip archive: below one root folder, {@code data.pkl} and a file for each storage. */
final class ZipContainer {
  private static final String PICKLE = "data.pkl";
  private static final int MAX_PICKLE = 64 << 20;
  private static final byte[] LITTLE = "little".getBytes(StandardCharsets.US_ASCII);

  private final ZipFile zip;
  private final String root;
  private long budget; // bytes that may still be read

  private ZipContainer(ZipFile zip, String root, long fileSize) {
    this.zip = zip;
    this.root = root;
    // torch.save does not compress; what grows much further than its file is a bomb.
    this.budget = 10 * fileSize + (16 << 20);
  }

  /** Reads a file and returns the object in it. */
  static Object read(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile(), ZipFile.OPEN_READ)) {
      return new ZipContainer(zip, rootFolder(zip), Files.size(path)).read();
    } catch (ZipException | IllegalArgumentException e) {
      throw new MalformedFileException(
          "its zip archive is damaged (%s); fetch or copy it again".formatted(e.getMessage()));
    }
  }

  private static String rootFolder(ZipFile zip) {
    List<String> names = zip.stream().map(ZipEntry::getName).toList();
    List<String> roots =
        names.stream()
            .filter(name -> name.endsWith("/" + PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .filter(folder -> folder.indexOf('/') == folder.length() - 1)
            .distinct()
            .toList();
    if (roots.size() != 1) {
      throw new MalformedFileException(
          "it is a zip archive, but not one that PyTorch saved (it holds no data.pkl)");
    }
    String root = roots.get(0);
    if (names.contains(root + "constants.pkl")
        || names.stream().anyMatch(name -> name.startsWith(root + "code/"))) {
      throw new MalformedFileException(
          "it is a TorchScript program, not a state dict; pass the checkpoint it was exported"
              + " from");
    }
    return root;
  }

  private Object read() throws IOException {
    Map<String, Storage> storages = new LinkedHashMap<>();
    byte[] pickle = content(entry(PICKLE), MAX_PICKLE);
    Object value =
        Unpickler.read(
            ByteBuffer.wrap(pickle),
            (type, key, count) -> LegacyContainer.sameOrNew(storages, type, key, count));
    requireLittleEndian();
    for (Storage storage : storages.values()) {
      ZipEntry entry = entry("data/" + storage.key());
      if (entry.getSize() != storage.bytes()) {
        throw new MalformedFileException(
            "its storage %s has %d bytes instead of %d"
                .formatted(storage.key(), entry.getSize(), storage.bytes()));
      }
      storage.load(ByteBuffer.wrap(content(entry, Integer.MAX_VALUE - 8)));
    }
    return value;
  }

  private void requireLittleEndian() throws IOException {
    ZipEntry order = zip.getEntry(root + "byteorder");
    if (order != null && !Arrays.equals(content(order, 64), LITTLE)) {
      throw new MalformedFileException("it was saved on a big-endian machine");
    }
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(root + name);
    if (entry == null) {
      throw new MalformedFileException("its zip archive lacks " + root + name);
    }
    return entry;
  }

  private byte[] content(ZipEntry entry, int limit) throws IOException {
    long size = entry.getSize();
    budget -= Math.max(0, size);
    if (size < 0 || size > limit || budget < 0) {
      throw new MalformedFileException(
          "%s claims %d bytes, more than a file of this length can mean"
              .formatted(entry.getName(), size));
    }
    byte[] content;
    try (InputStream in = zip.getInputStream(entry)) {
      content = in.readNBytes((int) size);
      if (content.length < size || in.read() >= 0) {
        throw new MalformedFileException(entry.getName() + " is not as long as its archive says");
      }
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    if (crc.getValue() != entry.getCrc()) {
      throw new MalformedFileException(
          entry.getName() + " is damaged (its checksum differs); fetch or copy the file again");
    }
    return content;
  }
}
