package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes sure that a zip archive says the same in both places where it describes an entry: before
 * the entry and in the directory at its end. Programs that read the one and programs that read the
 * other then see the same archive (PKWARE, APPNOTE 6.3.10, 4.3 to 4.5).
 */
final class ZipHeaders {
  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_LENGTH = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LENGTH = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_LENGTH = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int MAX_DIRECTORY = 1 << 26;
  private static final long IN_EXTRA = 0xffffffffL; // where 64 bits are needed
  private static final int EXTRA_64 = 1;
  private static final int SIZES_FOLLOW = 1 << 3;

  private final FileChannel channel;

  private ZipHeaders(FileChannel channel) {
    this.channel = channel;
  }

  /** What a header says of an entry; the name has a character for each byte. */
  private record Entry(
      String name, int flags, int method, long crc, long stored, long size, long offset) {
    String shown() {
      return Text.quoted(name);
    }
  }

  /** Where the directory lies. */
  private record Directory(long offset, long length, long end) {}

  /**
   * Refuses an archive whose headers differ, overlap, or leave room for another archive.
   *
   * @param file a zip archive that the JDK can open
   */
  static void check(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      new ZipHeaders(channel).check();
    }
  }

  private void check() throws IOException {
    Directory directory = directory();
    if (directory.length > MAX_DIRECTORY || directory.offset + directory.length != directory.end) {
      throw new MalformedException(
          "its zip archive does not begin where its directory says, or has an endless directory");
    }
    List<Entry> entries = entries(read(directory.offset, (int) directory.length));
    entries.sort(Comparator.comparingLong(Entry::offset));
    long at = 0;
    for (Entry entry : entries) {
      if (at == 0 ? entry.offset != 0 : entry.offset < at) {
        throw new MalformedException(
            "entry %s of its zip archive does not lie where it must: something is before the first, or two overlap"
                .formatted(entry.shown()));
      }
      at = checkLocal(entry) + entry.stored;
    }
    if (at > directory.offset) {
      throw new MalformedException("the last entry of its zip archive reaches into its directory");
    }
  }

  private Directory directory() throws IOException {
    long length = channel.size();
    int reach = (int) Math.min(length, END_LENGTH + MAX_COMMENT);
    ByteBuffer tail = read(length - reach, reach);
    for (int at = reach - END_LENGTH; at >= 0; at--) {
      boolean isEnd =
          tail.getInt(at) == END && at + END_LENGTH + (tail.getShort(at + 20) & 0xffff) == reach;
      if (isEnd) {
        return directory(length - reach + at, tail, at);
      }
    }
    throw new MalformedException("its zip archive has no end, or something follows it");
  }

  private Directory directory(long position, ByteBuffer tail, int at) throws IOException {
    long size = tail.getInt(at + 12) & 0xffffffffL;
    long offset = tail.getInt(at + 16) & 0xffffffffL;
    if (position >= LOCATOR_64_LENGTH) {
      ByteBuffer locator = read(position - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH);
      if (locator.getInt(0) == LOCATOR_64) {
        long end64 = locator.getLong(8);
        ByteBuffer end = read(end64, END_64_LENGTH);
        boolean isEnd = end.getInt(0) == END_64;
        long size64 = end.getLong(40);
        long offset64 = end.getLong(48);
        if (!isEnd || differ(size, size64) || differ(offset, offset64)) {
          throw new MalformedException("the two ends of its zip archive differ");
        }
        return new Directory(offset64, size64, end64);
      }
    }
    return new Directory(offset, size, position);
  }

  private static boolean differ(long narrow, long wide) {
    return narrow != IN_EXTRA && narrow != wide;
  }

  private static List<Entry> entries(ByteBuffer directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at + CENTRAL_LENGTH <= directory.limit()) {
      int nameLength = directory.getShort(at + 28) & 0xffff;
      int extraLength = directory.getShort(at + 30) & 0xffff;
      int end =
          at + CENTRAL_LENGTH + nameLength + extraLength + (directory.getShort(at + 32) & 0xffff);
      if (directory.getInt(at) != CENTRAL || end > directory.limit()) {
        throw new MalformedException("the directory of its zip archive is damaged");
      }
      String name = text(directory, at + CENTRAL_LENGTH, nameLength);
      ByteBuffer extra = directory.slice(at + CENTRAL_LENGTH + nameLength, extraLength);
      long[] sizes = {unsigned(directory, at + 24), unsigned(directory, at + 20)};
      long[] all = widened(extra, sizes[0], sizes[1], unsigned(directory, at + 42));
      entries.add(
          new Entry(
              name,
              directory.getShort(at + 8) & 0xffff,
              directory.getShort(at + 10) & 0xffff,
              unsigned(directory, at + 16),
              all[1],
              all[0],
              all[2]));
      at = end;
    }
    return entries;
  }

  private static String text(ByteBuffer buffer, int at, int length) {
    byte[] bytes = new byte[length];
    buffer.get(at, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static long unsigned(ByteBuffer buffer, int at) {
    return buffer.getInt(at) & 0xffffffffL;
  }

  /**
   * Returns numbers, those that need 64 bits out of the extra field, where they follow in order.
   */
  private static long[] widened(ByteBuffer extra, long... numbers) throws MalformedException {
    extra.order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 4 <= extra.limit(); at += 4 + (extra.getShort(at + 2) & 0xffff)) {
      if (extra.getShort(at) == EXTRA_64) {
        int next = at + 4;
        for (int i = 0; i < numbers.length; i++) {
          if (numbers[i] == IN_EXTRA) {
            if (next + Long.BYTES > extra.limit()) {
              throw new MalformedException("a header of its zip archive is damaged");
            }
            numbers[i] = extra.getLong(next);
            next += Long.BYTES;
          }
        }
        break;
      }
    }
    for (long number : numbers) {
      if (number < 0) {
        throw new MalformedException("a header of its zip archive is damaged");
      }
    }
    return numbers;
  }

  /** Checks the header before an entry, and returns where the entry's bytes begin. */
  private long checkLocal(Entry entry) throws IOException {
    ByteBuffer local = read(entry.offset, LOCAL_LENGTH + entry.name.length());
    int flags = local.getShort(6) & 0xffff;
    int extraLength = local.getShort(28) & 0xffff;
    String name = text(local, LOCAL_LENGTH, entry.name.length());
    long[] sizes = {unsigned(local, 22), unsigned(local, 18)};
    if (sizes[0] == IN_EXTRA || sizes[1] == IN_EXTRA) {
      sizes = widened(read(entry.offset + LOCAL_LENGTH + name.length(), extraLength), sizes);
    }
    boolean isSame =
        local.getInt(0) == LOCAL
            && (local.getShort(26) & 0xffff) == name.length()
            && name.equals(entry.name)
            && flags == entry.flags
            && (local.getShort(8) & 0xffff) == entry.method;
    boolean sizesFollow = (flags & SIZES_FOLLOW) != 0;
    boolean isAsLong =
        unsigned(local, 14) == entry.crc && sizes[0] == entry.size && sizes[1] == entry.stored;
    if (!isSame || !(sizesFollow || isAsLong)) {
      throw new MalformedException(
          "the two headers of entry %s of its zip archive differ; it is damaged or made to deceive"
              .formatted(entry.shown()));
    }
    return entry.offset + LOCAL_LENGTH + name.length() + extraLength;
  }

  private ByteBuffer read(long position, int length) throws IOException {
    if (position < 0 || position > channel.size() - length) {
      throw new EOFException("zip header");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("zip header");
      }
    }
    return buffer.flip();
  }
}
