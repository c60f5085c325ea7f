package dev.vocoder.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's {@code .npz}: a zip archive of {@code .npy} files. */
public final class NpzFile {
  private static final String EXTENSION = ".npy";
  private static final String PICKLE = "data.pkl";
  private static final int MAX_ARRAYS = 100;
  private static final int MAX_ENTRIES = 10_000;

  /** Of one array, unpacked: an hour of 80 bands in double precision takes 200 MB. */
  private static final int MAX_BYTES = 1 << 28;

  private NpzFile() {}

  /**
   * Says whether a zip archive is one; {@code torch.save} writes a zip archive, too.
   *
   * @param file the archive
   * @param name what messages call it
   * @throws UnusableFileException if it is neither, or damaged
   */
  public static boolean isOne(Path file, String name) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.stream().limit(MAX_ENTRIES).anyMatch(NpzFile::isArray)) {
        return true;
      }
      if (zip.stream().limit(MAX_ENTRIES).noneMatch(one -> one.getName().endsWith(PICKLE))) {
        throw new UnusableFileException(
            "%s holds no mel that can be read: it is a zip archive; unpack it first."
                .formatted(name));
      }
      return false;
    } catch (IOException | IllegalArgumentException e) { // the latter of names in no charset
      throw damaged(name, e);
    }
  }

  private static boolean isArray(ZipEntry entry) {
    return entry.getName().endsWith(EXTENSION);
  }

  /**
   * Reads the arrays of floats in it by their names; others are passed over.
   *
   * @param file the archive
   * @param name what messages call it
   * @throws UnusableFileException if it is damaged, or too large, or holds no array of floats
   */
  public static Map<String, NpyArray> read(Path file, String name) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    UnusableFileException passedOver = null;
    long total = 0;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream().filter(NpzFile::isArray).limit(MAX_ARRAYS).toList();
      for (ZipEntry entry : entries) {
        String array = shown(entry.getName());
        byte[] content = content(zip, entry);
        total += content.length;
        if (total > MAX_BYTES) {
          throw new UnusableFileException(
              "%s unpacks to more than %d MiB; save the mel alone, with numpy.save."
                  .formatted(name, MAX_BYTES >> 20));
        }
        try {
          arrays.put(
              array.substring(0, array.length() - EXTENSION.length()),
              NpyArray.read(content, name + "!" + array));
        } catch (UnusableFileException e) {
          passedOver = e;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(name, e);
    }
    if (arrays.isEmpty()) {
      throw passedOver;
    }
    return arrays;
  }

  private static UnusableFileException damaged(String name, Exception e) {
    return new UnusableFileException(
        "%s is a damaged zip archive (%s); save or download it again."
            .formatted(name, e.getMessage()),
        e);
  }

  private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private static String shown(String name) {
    return name.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }
}
