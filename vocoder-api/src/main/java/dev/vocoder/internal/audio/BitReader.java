package dev.vocoder.internal.audio;

import dev.vocoder.internal.file.UnusableFileException;
import java.util.function.Function;

/** Bits of an array of bytes, the most significant first. */
final class BitReader {
  private final byte[] bytes;
  private final Function<String, UnusableFileException> malformed;
  private int next; // the next byte to take into the window
  private long window; // its lowest bits are the next of the stream
  private int available;

  /**
   * Begins at the first bit.
   *
   * @param bytes whose bits
   * @param malformed makes the exception for an end that comes too early
   */
  BitReader(byte[] bytes, Function<String, UnusableFileException> malformed) {
    this.bytes = bytes;
    this.malformed = malformed;
  }

  /** Returns the next bits as a number without sign, 0 to 56 of them. */
  long bits(int count) {
    while (available < count) {
      if (next == bytes.length) {
        throw malformed.apply("it ends in the middle");
      }
      window = (window << 8) | (bytes[next++] & 0xff);
      available += 8;
    }
    available -= count;
    return (window >>> available) & ((1L << count) - 1);
  }

  /** Returns the next bits as a number in two's complement, 0 to 56 of them. */
  long signed(int count) {
    return count == 0 ? 0 : bits(count) << (64 - count) >> (64 - count);
  }

  /** Returns the number of zeros before the next one, which is taken too. */
  int zeros() {
    int zeros = 0;
    while (true) {
      long rest = window & ((1L << available) - 1);
      if (rest != 0) {
        int leading = Long.numberOfLeadingZeros(rest) - (64 - available);
        available -= leading + 1;
        return zeros + leading;
      }
      zeros += available;
      available = 0;
      window = bits(8);
      available = 8;
    }
  }

  /** Passes over what is left of a byte. */
  void alignToByte() {
    available -= available % 8;
  }

  /** Returns how many whole bytes were passed, of which at most one in part. */
  int position() {
    return next - available / 8;
  }

  /** Goes to a byte. */
  void moveTo(int position) {
    next = position;
    available = 0;
  }
}
