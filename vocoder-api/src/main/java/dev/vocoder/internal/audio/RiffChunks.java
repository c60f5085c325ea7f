package dev.vocoder.internal.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The chunks of a RIFF file one after the other, as programs really write them: with lengths above
 * 4 GiB told by a {@code ds64} chunk (RF64 and BW64), with an odd chunk that nothing pads, with a
 * length that its writer did not know yet. The length of the whole is not believed.
 */
final class RiffChunks {
  /**
   * A length from here on was written before the end was known: FFmpeg writes 0xFFFFFFFF into a
   * pipe, arecord 0x80000000, SoX 0x7FFFF000 less what makes whole frames of it.
   */
  private static final long UNKNOWN_FROM = 0x7ff00000L;

  private static final long UNKNOWN_32 = 0xffffffffL;
  private static final int HEADER = 8;
  private static final int DS64_SIZES = 28; // of the whole, the data, the samples; then a table
  private static final int MAX_TABLE = 1 << 10;

  /** Chunks of WAV files: where a padding byte may be missing, these names tell. */
  private static final Set<String> KNOWN =
      Set.of(
          "fmt ", "data", "LIST", "fact", "bext", "JUNK", "junk", "PAD ", "FLLR", "cue ", "smpl",
          "inst", "PEAK", "iXML", "axml", "chna", "_PMX", "id3 ", "ID3 ", "acid", "note", "plst",
          "DISP", "afsp", "cart", "levl", "MD5 ", "labl", "ltxt", "umid", "minf", "elm1", "regn");

  private final BufferedInputStream in;
  private final ByteOrder order;
  private final boolean wide; // RF64 or BW64
  private final Map<String, Long> wideSizes = new HashMap<>();

  /**
   * A chunk, whose content the stream is at.
   *
   * @param name four characters
   * @param size the bytes of its content, or what it may have at most
   * @param exact whether it has as many
   */
  record Chunk(String name, long size, boolean exact) {}

  /**
   * Begins after the twelve bytes that name the form.
   *
   * @param in the file; marks are set on it
   * @param beginning its first four bytes
   */
  RiffChunks(BufferedInputStream in, String beginning) {
    this.in = in;
    this.order = beginning.equals("RIFX") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    this.wide = beginning.equals("RF64") || beginning.equals("BW64");
  }

  ByteOrder order() {
    return order;
  }

  /** Returns the next chunk, or empty at the end. */
  Optional<Chunk> next() throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      return Optional.empty();
    }
    String name = name(header, 0);
    long size = number(header, 4);
    if (name.equals("ds64") && wide) {
      readWideSizes(size);
      return next();
    }
    return Optional.of(sized(name, size));
  }

  private Chunk sized(String name, long size) throws IOException {
    if (wide && size == UNKNOWN_32 && wideSizes.getOrDefault(name, 0L) > 0) {
      return new Chunk(name, wideSizes.get(name), true);
    }
    boolean unknown = size >= UNKNOWN_FROM || (size == 0 && name.equals("data") && !chunkFollows());
    return unknown ? new Chunk(name, Long.MAX_VALUE, false) : new Chunk(name, size, true);
  }

  /** Says whether what follows is the end or another chunk, and so no samples. */
  private boolean chunkFollows() throws IOException {
    byte[] following = peek(HEADER);
    return following.length == 0
        || (following.length == HEADER && KNOWN.contains(name(following, 0)));
  }

  private void readWideSizes(long size) throws IOException {
    byte[] content = in.readNBytes((int) Math.min(size, DS64_SIZES + 12L * MAX_TABLE));
    if (content.length >= DS64_SIZES) {
      ByteBuffer fields = ByteBuffer.wrap(content).order(order);
      wideSizes.put("data", fields.getLong(8));
      fields.position(DS64_SIZES);
      while (fields.remaining() >= 12) {
        String name = name(content, fields.position());
        wideSizes.put(name, fields.getLong(fields.position() + 4));
        fields.position(fields.position() + 12);
      }
    }
    skip(size - content.length);
    skipPadding(size);
  }

  /** Passes over the content of a chunk, but for what was read of it, and what pads it. */
  void skip(Chunk chunk, int read) throws IOException {
    skip(chunk.size() - read);
    skipPadding(chunk.size());
  }

  private void skip(long count) throws IOException {
    long left = count;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped <= 0 && in.read() < 0) {
        return;
      }
      left -= Math.max(1, skipped);
    }
  }

  /**
   * Passes over the byte that pads a chunk of odd size, where there is one: some writers forget it,
   * others put something else than zero.
   */
  void skipPadding(long size) throws IOException {
    if (size % 2 == 0) {
      return;
    }
    byte[] following = peek(5);
    boolean unpadded =
        following.length >= 4
            && following[0] != 0
            && isName(following, 0)
            && !(following.length == 5 && KNOWN.contains(name(following, 1)));
    if (!unpadded && following.length > 0) {
      in.skipNBytes(1);
    }
  }

  private byte[] peek(int count) throws IOException {
    in.mark(count);
    byte[] bytes = in.readNBytes(count);
    in.reset();
    return bytes;
  }

  private static boolean isName(byte[] bytes, int at) {
    return KNOWN.contains(name(bytes, at)) || name(bytes, at).matches("[A-Za-z_][A-Za-z0-9_ ]{3}");
  }

  static String name(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }

  private long number(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(order).getInt(at) & UNKNOWN_32;
  }
}
