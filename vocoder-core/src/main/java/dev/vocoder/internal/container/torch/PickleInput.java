package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.MalformedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, with every length checked against what is left of the file. */
public final class PickleInput {
  /** The longest pickle worth reading into memory; those of real models are below one megabyte. */
  static final int MAX_PICKLE = 1 << 26;

  private static final int MAX_TEXT = 1 << 24;
  private static final int MAX_LINE = 1 << 12;
  private static final int MAX_INTEGER_BYTES = 1 << 8;

  private final InputStream in;
  private final long length;
  private long position;

  /**
   * Creates an input.
   *
   * @param in where the bytes come from, buffered
   * @param length how many there are
   */
  public PickleInput(InputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  /** Returns how many bytes have been read. */
  long position() {
    return position;
  }

  int unsignedByte() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("its pickle ends early");
    }
    position++;
    return value;
  }

  int unsignedShort() throws IOException {
    return littleEndian(Short.BYTES).getShort() & 0xffff;
  }

  int signedInt() throws IOException {
    return littleEndian(Integer.BYTES).getInt();
  }

  long unsignedInt() throws IOException {
    return signedInt() & 0xffffffffL;
  }

  long signedLong() throws IOException {
    return littleEndian(Long.BYTES).getLong();
  }

  double bigEndianDouble() throws IOException {
    return ByteBuffer.wrap(bytes(Double.BYTES)).getDouble();
  }

  /** Reads a two's complement integer of any length: a Long where it fits, else a BigInteger. */
  Object integer(long byteCount) throws IOException {
    if (byteCount < 0 || byteCount > MAX_INTEGER_BYTES) {
      throw new MalformedException("its pickle has an integer of " + byteCount + " bytes");
    }
    if (byteCount == 0) {
      return 0L;
    }
    byte[] littleEndian = bytes(byteCount);
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
    }
    BigInteger value = new BigInteger(bigEndian);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  String text(long byteCount) throws IOException {
    return new String(bytes(byteCount), StandardCharsets.UTF_8);
  }

  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > length - position) {
      throw new MalformedException(
          "its pickle claims %s bytes where %d are left; it is damaged or cut short"
              .formatted(count < 0 ? "a negative number of" : count, length - position));
    }
    if (count > MAX_TEXT) {
      throw new MalformedException("its pickle has a string of " + count + " bytes");
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw new EOFException("its pickle ends early");
    }
    position += count;
    return bytes;
  }

  /** Reads up to a line feed, and leaves that out. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      if (line.length() == MAX_LINE) {
        throw new MalformedException("its pickle names something of endless length");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private ByteBuffer littleEndian(int count) throws IOException {
    return ByteBuffer.wrap(bytes(count)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
