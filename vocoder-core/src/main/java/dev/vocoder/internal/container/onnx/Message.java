package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.MalformedException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A message of a protobuf file, read field by field without taking its lengths on trust (protobuf's
 * "Encoding" guide). What a field holds is read when it is asked for and passed over otherwise, so
 * that tensors' data stay in the file.
 */
final class Message {
  /** The most that is read of a file besides its tensors' data; no network needs so much. */
  private static final int MAX_STRUCTURE = 1 << 24;

  private static final int WINDOW_BYTES = 1 << 16;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final Bytes file;
  private final long end;
  private long at;
  private int field;
  private int wire;
  private long value; // of a number, or the length of what has one
  private long begin; // of what has a length

  /** Where some bytes of the file lie. */
  record Range(long begin, long length) {}

  private Message(Bytes file, long begin, long end) {
    this.file = file;
    this.at = begin;
    this.end = end;
  }

  /** Begins with a whole file as one message. */
  static Message of(FileChannel channel) throws IOException {
    return new Message(new Bytes(channel, MAX_STRUCTURE), 0, channel.size());
  }

  /** Begins with a part of a file that consists of numbers without fields. */
  static Message numbers(FileChannel channel, Range range) {
    long end = range.begin + range.length;
    return new Message(new Bytes(channel, range.length), range.begin, end);
  }

  /** Goes on to the next field; returns whether there is one. */
  boolean next() throws IOException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (field <= 0 || tag >>> 32 != 0) {
      throw damaged("a field has the number " + Long.toUnsignedString(tag >>> 3));
    }
    switch (wire) {
      case VARINT -> value = varint();
      case FIXED64 -> value = fixed(Long.BYTES);
      case FIXED32 -> value = fixed(Float.BYTES);
      case LENGTH -> {
        value = varint();
        begin = at;
        skip(value);
      }
      default -> throw damaged("a field is of the type " + wire);
    }
    return true;
  }

  /** Returns the number of the field. */
  int field() {
    return field;
  }

  /** Returns a whole number. */
  long number() throws IOException {
    require(VARINT);
    return value;
  }

  /** Returns a float32. */
  float real() throws IOException {
    require(FIXED32);
    return Float.intBitsToFloat((int) value);
  }

  /** Says whether it is a single number where several may be packed into one field. */
  boolean isSingle() {
    return wire != LENGTH;
  }

  /** Returns where the bytes lie. */
  Range range() throws IOException {
    require(LENGTH);
    return new Range(begin, value);
  }

  /** Returns a message within. */
  Message message() throws IOException {
    require(LENGTH);
    return new Message(file, begin, begin + value);
  }

  /** Returns a text. */
  String text() throws IOException {
    require(LENGTH);
    if (value > MAX_STRUCTURE) {
      throw tooMuch();
    }
    byte[] bytes = new byte[(int) value]; // no longer than the file
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = file.at(begin + i);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Reads this, a key and a value, to its end. */
  void putEntry(Map<String, String> entries) throws IOException {
    String key = "";
    String text = "";
    while (next()) {
      switch (field) {
        case 1 -> key = text();
        case 2 -> text = text();
        default -> {} // what a later version adds
      }
    }
    entries.put(key, text);
  }

  /** Says whether, of a message of numbers without fields, one is left. */
  boolean hasMore() {
    return at < end;
  }

  /** Returns the next number of a message of numbers without fields. */
  long varint() throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = nextByte();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw damaged("a number has more than ten bytes");
  }

  /** Returns the next float32 of a message of numbers without fields. */
  float nextReal() throws IOException {
    return Float.intBitsToFloat((int) fixed(Float.BYTES));
  }

  private long fixed(int bytes) throws IOException {
    long bits = 0;
    for (int i = 0; i < bytes; i++) {
      bits |= (nextByte() & 0xffL) << (8 * i);
    }
    return bits;
  }

  private byte nextByte() throws IOException {
    skip(1);
    return file.at(at - 1);
  }

  private void skip(long bytes) throws IOException {
    if (bytes < 0 || bytes > end - at) {
      throw end == file.channel.size()
          ? new EOFException("a message ends early")
          : damaged("a field is longer than what it is part of");
    }
    at += bytes;
  }

  private void require(int expected) throws MalformedException {
    if (wire != expected) {
      throw damaged("field %d is of the type %d instead of %d".formatted(field, wire, expected));
    }
  }

  private MalformedException damaged(String how) {
    return Damage.of("at byte %d, %s".formatted(at, how));
  }

  private static MalformedException tooMuch() {
    return new MalformedException(
        "it seems to be an ONNX model, but describes itself in more than %d bytes"
            .formatted(MAX_STRUCTURE));
  }

  /** The bytes of the file, few of them in memory. */
  private static final class Bytes {
    private final FileChannel channel;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowAt;
    private long left;

    Bytes(FileChannel channel, long most) {
      this.channel = channel;
      this.left = most;
    }

    byte at(long position) throws IOException {
      if (position < windowAt || position >= windowAt + window.limit()) {
        fill(position);
      }
      if (--left < 0) {
        throw tooMuch();
      }
      return window.get((int) (position - windowAt));
    }

    private void fill(long position) throws IOException {
      windowAt = position;
      window.clear();
      int count = channel.read(window, position);
      window.limit(Math.max(0, count));
      if (count <= 0) {
        throw new EOFException("the file ends early");
      }
    }
  }
}
