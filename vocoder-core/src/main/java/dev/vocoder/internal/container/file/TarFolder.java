package dev.vocoder.internal.container.file;

import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The regular files of a tar archive, plain or compressed. What is needed of it is copied to
 * temporary files, which never take a name from the archive.
 */
public final class TarFolder implements Folder {
  /** The most that an archive may unpack to. */
  private static final long MAX_BYTES = 8L << 30;

  /** How far compressed weights may grow; they gain less than this. */
  private static final long MAX_RATIO = 50;

  /** What even the smallest archive may unpack to. */
  private static final long FREE_BYTES = 1 << 20;

  private static final int MAX_ENTRIES = 10_000;
  private static final int MAX_HEADER_BYTES = 1 << 20; // of one entry, with its long names
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path archive;
  private final List<Path> temporary = new ArrayList<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private Path tar;

  /** A regular file: its number among the entries, its length, and how it begins. */
  private record Entry(int index, long length, FileStart start) {}

  private TarFolder(Path archive) {
    this.archive = archive;
    this.tar = archive;
  }

  /**
   * Lists an archive.
   *
   * @param archive the file
   * @param compressed whether it is compressed with gzip
   */
  public static TarFolder open(Path archive, boolean compressed) throws IOException {
    TarFolder folder = new TarFolder(archive);
    try {
      if (compressed) {
        folder.decompress();
      }
      folder.list();
      return folder;
    } catch (IOException | RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  private void decompress() throws IOException {
    long limit = Math.min(MAX_BYTES, Math.max(FREE_BYTES, Files.size(archive) * MAX_RATIO));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), BUFFER_BYTES)) {
      BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
      buffered.mark(BUFFER_BYTES);
      FileStart start = FileStart.read(buffered, Long.MAX_VALUE);
      if (start.form().isEmpty() || start.form().get() != ModelForm.TAR) {
        throw new MalformedException(
            "it is compressed with gzip, and what is inside is not a tar archive;"
                + " unpack it first");
      }
      buffered.reset();
      tar = temporaryFile();
      copy(buffered, tar, limit);
    } catch (ZipException e) {
      throw new MalformedException(
          "its gzip compression is damaged (%s); copy or download it again"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Path temporaryFile() throws IOException {
    Path file = Files.createTempFile("vocoder-", ".tmp");
    temporary.add(file);
    return file;
  }

  private static void copy(InputStream in, Path to, long limit) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long copied = 0;
    try (OutputStream out = Files.newOutputStream(to)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        copied += n;
        if (copied > limit) {
          throw new MalformedException(
              "it unpacks to more than %d bytes; no weights do".formatted(limit));
        }
        out.write(buffer, 0, n);
      }
    }
  }

  /** What is done with each entry of the archive, in order, until it says that it is done. */
  private interface Visitor {
    boolean isDone(int index, TarArchiveEntry entry, InputStream content) throws IOException;
  }

  private void walk(Visitor visitor) throws IOException {
    try (HeaderLimit limit =
            new HeaderLimit(new BufferedInputStream(Files.newInputStream(tar), BUFFER_BYTES));
        TarArchiveInputStream in = new TarArchiveInputStream(limit)) {
      int index = 0;
      for (TarArchiveEntry entry = next(in, limit); entry != null; entry = next(in, limit)) {
        if (index == MAX_ENTRIES) {
          throw new MalformedException(
              "its tar archive has more than %d entries".formatted(MAX_ENTRIES));
        }
        if (visitor.isDone(index++, entry, in)) {
          return;
        }
      }
    } catch (MalformedException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // what the library throws at damage
      throw new MalformedException(
          "its tar archive is damaged or cut short (%s); copy or download it again"
              .formatted(Text.shown(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static TarArchiveEntry next(TarArchiveInputStream in, HeaderLimit limit)
      throws IOException {
    if (in.getCurrentEntry() != null) {
      in.transferTo(OutputStream.nullOutputStream()); // what nobody has read of it
    }
    limit.left = MAX_HEADER_BYTES;
    TarArchiveEntry entry = in.getNextEntry();
    limit.left = Long.MAX_VALUE;
    return entry;
  }

  /** Stops reading of headers that go on and on: long names are read into memory. */
  private static final class HeaderLimit extends FilterInputStream {
    private long left = MAX_HEADER_BYTES;

    HeaderLimit(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      take(1);
      return super.read();
    }

    @Override
    public int read(byte[] to, int start, int count) throws IOException {
      int n = super.read(to, start, count);
      take(n);
      return n;
    }

    private void take(int count) throws MalformedException {
      left -= count;
      if (left < 0) {
        throw new MalformedException(
            "its tar archive has a header of more than %d bytes".formatted(MAX_HEADER_BYTES));
      }
    }
  }

  private void list() throws IOException {
    walk(
        (index, entry, content) -> {
          String name = entry.getName().replaceFirst("^(\\./+)+", "");
          if (isPlain(entry, name)) {
            long length = entry.getSize();
            Entry listed = new Entry(index, length, FileStart.read(content, length));
            if (entries.put(name, listed) != null) {
              throw new MalformedException(
                  "it holds %s twice, so which one is meant is unclear"
                      .formatted(Text.quoted(name)));
            }
          }
          return false;
        });
  }

  /** Links, devices and names that lead out of the archive are passed over. */
  private static boolean isPlain(TarArchiveEntry entry, String name) {
    boolean within =
        !name.isEmpty()
            && !name.startsWith("/")
            && name.indexOf('\\') < 0
            && !name.matches("(?s)[A-Za-z]:.*")
            && !Arrays.asList(name.split("/")).contains("..");
    return within
        && entry.isFile()
        && !entry.isLink()
        && !entry.isSymbolicLink()
        && !entry.isSparse()
        && !entry.isBlockDevice()
        && !entry.isCharacterDevice()
        && !entry.isFIFO();
  }

  @Override
  public Map<String, FileStart> files() {
    Map<String, FileStart> files = new LinkedHashMap<>();
    entries.forEach((name, entry) -> files.put(name, entry.start()));
    return files;
  }

  @Override
  public Optional<Path> path() {
    return Optional.empty();
  }

  @Override
  public Path onDisk(String name) throws IOException {
    Path file = temporaryFile();
    Entry wanted = entries.get(name);
    walk(
        (index, entry, content) -> {
          if (index == wanted.index()) {
            copy(content, file, MAX_BYTES);
          }
          return index == wanted.index();
        });
    return file;
  }

  @Override
  public Optional<byte[]> beside(String other, String name) throws IOException {
    String sibling = other.substring(0, other.lastIndexOf('/') + 1) + name;
    Optional<String> found =
        entries.containsKey(sibling)
            ? Optional.of(sibling)
            : entries.keySet().stream().filter(each -> each.endsWith("/" + name)).findFirst();
    if (found.isEmpty() && entries.containsKey(name)) {
      found = Optional.of(name);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(content(entries.get(found.get())));
  }

  @Override
  public List<String> namesBeside(String other) {
    String folder = other.substring(0, other.lastIndexOf('/') + 1);
    return entries.keySet().stream()
        .filter(name -> name.startsWith(folder) && name.indexOf('/', folder.length()) < 0)
        .map(name -> name.substring(folder.length()))
        .toList();
  }

  private byte[] content(Entry wanted) throws IOException {
    requireSmall(wanted.length());
    byte[] result = new byte[(int) wanted.length()];
    walk(
        (index, entry, content) -> {
          if (index == wanted.index()) {
            byte[] read = content.readNBytes(result.length);
            System.arraycopy(read, 0, result, 0, read.length);
          }
          return index == wanted.index();
        });
    return result;
  }

  @Override
  public String shown(String name) {
    return archive + "!" + Text.shown(name);
  }

  /** Deletes what was unpacked, or has it deleted when the process ends. */
  @Override
  public void close() {
    for (Path file : temporary) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) { // on Windows, where a part is still mapped
        file.toFile().deleteOnExit();
      }
    }
  }
}
