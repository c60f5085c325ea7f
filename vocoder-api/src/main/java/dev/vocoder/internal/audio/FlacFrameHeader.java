package dev.vocoder.internal.audio;

/**
 * The header of a FLAC frame (RFC 9639, section 9.1).
 *
 * @param samples how many samples each channel has
 * @param assignment what the channels are: themselves, or one of them a difference
 * @param bitsPerSample the bits of a sample; 0 for those of the whole file
 */
record FlacFrameHeader(int samples, int assignment, int bitsPerSample) {
  private static final int SYNC = 0x7ffc; // 14 bits, and one that is reserved
  private static final int LEFT_SIDE = 8;
  private static final int SIDE_RIGHT = 9;
  private static final int MID_SIDE = 10;
  private static final int[] DEPTHS = {0, 8, 12, -1, 16, 20, 24, 32};

  /** Reads a header up to its checksum; null if it makes no sense. */
  static FlacFrameHeader read(BitReader in) {
    boolean synchronous = in.bits(15) == SYNC;
    in.bits(1); // whether all blocks but the last have one size
    int size = (int) in.bits(4);
    int rate = (int) in.bits(4);
    int assignment = (int) in.bits(4);
    int depth = DEPTHS[(int) in.bits(3)];
    in.bits(1); // reserved
    if (!synchronous || size == 0 || rate == 15 || assignment > MID_SIDE || depth < 0) {
      return null;
    }
    skipNumber(in);
    int samples = samples(in, size);
    if (rate >= 12) {
      in.bits(rate == 12 ? 8 : 16); // the rate, which is the file's
    }
    return new FlacFrameHeader(samples, assignment, depth);
  }

  /** Passes over the number of the frame, coded as UTF-8 codes characters. */
  private static void skipNumber(BitReader in) {
    int first = (int) in.bits(8);
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    for (int i = 1; i < ones; i++) {
      in.bits(8); // the checksum tells whether it is right
    }
  }

  private static int samples(BitReader in, int size) {
    return switch (size) {
      case 1 -> 192;
      case 2, 3, 4, 5 -> 576 << (size - 2);
      case 6 -> (int) in.bits(8) + 1;
      case 7 -> (int) in.bits(16) + 1;
      default -> 256 << (size - 8);
    };
  }

  int channels() {
    return assignment < LEFT_SIDE ? assignment + 1 : 2;
  }

  /** Says whether a channel is the difference between two, and so has a bit more. */
  boolean isDifference(int channel) {
    return switch (assignment) {
      case LEFT_SIDE, MID_SIDE -> channel == 1;
      case SIDE_RIGHT -> channel == 0;
      default -> false;
    };
  }

  /** Makes two channels of one and a difference, in place. */
  void join(long[][] frame) {
    for (int i = 0; assignment >= LEFT_SIDE && i < samples; i++) {
      long first = frame[0][i];
      long second = frame[1][i];
      if (assignment == LEFT_SIDE) {
        frame[1][i] = first - second;
      } else if (assignment == SIDE_RIGHT) {
        frame[0][i] = first + second;
      } else {
        long sum = (first << 1) | (second & 1); // the lowest bit of sum and difference is one
        frame[0][i] = (sum + second) >> 1;
        frame[1][i] = (sum - second) >> 1;
      }
    }
  }

  /** Returns the checksum of a header: polynomial x^8 + x^2 + x + 1. */
  static int checksum8(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum ^= bytes[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 0x80) == 0 ? sum << 1 : ((sum << 1) ^ 0x07) & 0xff;
      }
    }
    return sum;
  }

  /** Returns the checksum of a frame: polynomial x^16 + x^15 + x^2 + 1. */
  static int checksum16(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum = ((sum << 8) & 0xffff) ^ CHECKSUMS_16[((sum >> 8) ^ bytes[i]) & 0xff];
    }
    return sum;
  }

  private static final int[] CHECKSUMS_16 = checksums16();

  private static int[] checksums16() {
    int[] sums = new int[256];
    for (int value = 0; value < 256; value++) {
      int sum = value << 8;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 0x8000) == 0 ? sum << 1 : ((sum << 1) ^ 0x8005) & 0xffff;
      }
      sums[value] = sum;
    }
    return sums;
  }
}
