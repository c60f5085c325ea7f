package dev.vocoder.internal.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.vocoder.FileException;
import dev.vocoder.Waveform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FLAC, as a small encoder here writes every kind of frame that RFC 9639 knows. */
class FlacTest {
  private static final int BLOCK = 16;

  /** Bits, the most significant first. */
  private static final class Bits {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int current;
    private int count;

    Bits put(long value, int bits) {
      for (int i = bits - 1; i >= 0; i--) {
        current = (current << 1) | (int) ((value >> i) & 1);
        if (++count == 8) {
          bytes.write(current);
          count = 0;
          current = 0;
        }
      }
      return this;
    }

    Bits rice(long value, int parameter) {
      long code = value >= 0 ? 2 * value : -2 * value - 1;
      for (long zeros = code >> parameter; zeros > 0; zeros--) {
        put(0, 1);
      }
      return put(1, 1).put(code, parameter);
    }

    byte[] aligned() {
      if (count > 0) {
        put(0, 8 - count);
      }
      return bytes.toByteArray();
    }
  }

  /** Writes one channel of a block. */
  @FunctionalInterface
  private interface Channel {
    void write(Bits bits, long[] samples, int depth);
  }

  private static void verbatim(Bits bits, long[] samples, int depth) {
    bits.put(1 << 1, 8);
    for (long sample : samples) {
      bits.put(sample, depth);
    }
  }

  private static void constant(Bits bits, long[] samples, int depth) {
    bits.put(0, 8).put(samples[0], depth);
  }

  private static Channel fixed(int order) {
    return (bits, samples, depth) -> {
      bits.put((8 + order) << 1, 8);
      long[] residual = samples.clone();
      for (int round = 0; round < order; round++) {
        for (int i = samples.length - 1; i > round; i--) {
          residual[i] -= residual[i - 1];
        }
      }
      for (int i = 0; i < order; i++) {
        bits.put(samples[i], depth);
      }
      residual(bits, residual, order);
    };
  }

  /** Two partitions: the first in Rice codes, the second in plain bits. */
  private static void residual(Bits bits, long[] residual, int order) {
    bits.put(1, 2).put(1, 4).put(4, 5);
    for (int i = order; i < BLOCK / 2; i++) {
      bits.rice(residual[i], 4);
    }
    bits.put(31, 5).put(20, 5);
    for (int i = BLOCK / 2; i < BLOCK; i++) {
      bits.put(residual[i], 20);
    }
  }

  /** Predicts by 3/4 of the last sample less 1/4 of the one before. */
  private static void linear(Bits bits, long[] samples, int depth) {
    bits.put((31 + 2) << 1, 8).put(samples[0], depth).put(samples[1], depth);
    bits.put(4 - 1, 4).put(2, 5).put(3, 4).put(-1, 4);
    long[] residual = samples.clone();
    for (int i = 2; i < samples.length; i++) {
      residual[i] -= (3 * samples[i - 1] - samples[i - 2]) >> 2;
    }
    residual(bits, residual, 2);
  }

  private static Channel wasting(int bitsWasted, Channel channel) {
    return (bits, samples, depth) -> {
      Bits inner = new Bits();
      long[] shifted = Arrays.stream(samples).map(sample -> sample >> bitsWasted).toArray();
      channel.write(inner, shifted, depth - bitsWasted);
      byte[] content = inner.aligned();
      bits.put((content[0] & 0xff) | 1, 8).put(1, bitsWasted);
      int rest = 8 * (content.length - 1) - (inner.count == 0 ? 0 : 8 - inner.count);
      for (int i = 0; i < rest; i++) {
        bits.put(content[1 + i / 8] >> (7 - i % 8), 1);
      }
    };
  }

  private static byte[] header(int channels, int depth, long total) {
    Bits bits = new Bits();
    bits.put(0x664c6143, 32).put(0, 8).put(34, 24);
    bits.put(BLOCK, 16).put(BLOCK, 16).put(0, 48).put(8000, 20);
    bits.put(channels - 1, 3).put(depth - 1, 5).put(total, 36).put(0, 64).put(0, 64);
    bits.put(0x84, 8).put(5, 24).put(0, 40); // a comment, the last block
    return bits.aligned();
  }

  private static byte[] frame(
      int assignment, int number, int depth, Channel channel, long[]... all) {
    Bits bits = new Bits();
    bits.put(0xfff8, 16).put(6, 4).put(12, 4).put(assignment, 4).put(0, 4);
    bits.put(number, 8).put(BLOCK - 1, 8).put(8, 8);
    byte[] start = bits.bytes.toByteArray();
    bits.put(FlacFrameHeader.checksum8(start, 0, start.length), 8);
    for (int i = 0; i < all.length; i++) {
      boolean difference =
          (assignment == 9 && i == 0) || (i == 1 && assignment >= 8 && assignment != 9);
      channel.write(bits, all[i], difference ? depth + 1 : depth);
    }
    byte[] content = bits.aligned();
    int sum = FlacFrameHeader.checksum16(content, 0, content.length);
    return WavBytes.joined(content, new byte[] {(byte) (sum >> 8), (byte) sum});
  }

  private static long[] samples(int depth, long seed) {
    Random random = new Random(seed);
    long[] samples = new long[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      samples[i] = random.nextInt(1 << Math.min(depth, 14)) - (1L << (Math.min(depth, 14) - 1));
    }
    return samples;
  }

  private static float[] read(byte[]... parts) {
    return Waveform.read(new ByteArrayInputStream(WavBytes.joined(parts))).samples();
  }

  private static float[] scaled(long[] samples, int depth) {
    float[] scaled = new float[samples.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = samples[i] / (float) (1L << (depth - 1));
    }
    return scaled;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16, 20, 24})
  void everyKindOfFrameGivesItsSamples(int depth) {
    long[] samples = samples(depth, 1);
    float[] expected = scaled(samples, depth);
    byte[] header = header(1, depth, BLOCK);
    assertThat(read(header, frame(0, 0, depth, FlacTest::verbatim, samples)))
        .containsExactly(expected);
    assertThat(read(header, frame(0, 0, depth, FlacTest::linear, samples)))
        .containsExactly(expected);
    for (int order = 0; order <= 4; order++) {
      assertThat(read(header, frame(0, 0, depth, fixed(order), samples)))
          .as("order %d", order)
          .containsExactly(expected);
    }
    long[] even = Arrays.stream(samples).map(sample -> sample & ~3L).toArray();
    assertThat(read(header, frame(0, 0, depth, wasting(2, FlacTest::verbatim), even)))
        .containsExactly(scaled(even, depth));
    long[] same = new long[BLOCK];
    Arrays.fill(same, -5);
    assertThat(read(header, frame(0, 0, depth, FlacTest::constant, same)))
        .containsExactly(scaled(same, depth));
  }

  @Test
  void channelsStoredAsDifferencesAreAveragedAsTheyWere() {
    long[] left = samples(16, 2);
    long[] right = samples(16, 3);
    long[] side = new long[BLOCK];
    long[] middle = new long[BLOCK];
    float[] expected = new float[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      side[i] = left[i] - right[i];
      middle[i] = (left[i] + right[i]) >> 1;
      expected[i] = (float) ((left[i] + right[i]) / 2.0 / 32768);
    }
    byte[] header = header(2, 16, BLOCK);
    assertThat(read(header, frame(1, 0, 16, FlacTest::verbatim, left, right)))
        .containsExactly(expected);
    assertThat(read(header, frame(8, 0, 16, FlacTest::linear, left, side)))
        .containsExactly(expected);
    assertThat(read(header, frame(9, 0, 16, fixed(1), side, right))).containsExactly(expected);
    assertThat(read(header, frame(10, 0, 16, fixed(2), middle, side))).containsExactly(expected);
  }

  @Test
  void theLastFrameIsCutAndTagsAroundAreLeftOut() {
    long[] samples = samples(16, 4);
    byte[] frame = frame(0, 0, 16, FlacTest::verbatim, samples);
    float[] whole = scaled(samples, 16);
    assertThat(read(header(1, 16, 0), frame)).containsExactly(whole); // a length not known
    byte[] tag = Arrays.copyOf("TAG".getBytes(StandardCharsets.US_ASCII), 128);
    assertThat(read(header(1, 16, 0), frame, tag)).containsExactly(whole);
    assertThat(read(header(1, 16, BLOCK), frame, tag)).containsExactly(whole);
    byte[] id3 = Arrays.copyOf("ID3\4\0\0\0\0\1\1".getBytes(StandardCharsets.US_ASCII), 10 + 129);
    assertThat(read(id3, header(1, 16, BLOCK), frame)).containsExactly(whole);
  }

  @Test
  void aFileThatEndsEarlyIsRefusedAtEveryLength() {
    byte[] frame = frame(0, 0, 16, fixed(2), samples(16, 5));
    byte[] file = WavBytes.joined(header(1, 16, 2 * BLOCK), frame);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("says that it has 32 samples, but it ends after 16");
    byte[] whole = WavBytes.joined(file, frame(0, 1, 16, fixed(2), samples(16, 6)));
    assertThat(read(whole)).hasSize(2 * BLOCK);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(FileException.class);
    }
  }

  @Test
  void everyFlippedBitOfAFrameIsFoundAndNoneNeedsLong() {
    byte[] header = header(1, 16, BLOCK);
    byte[] frame = frame(0, 0, 16, FlacTest::linear, samples(16, 7));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int bit = 0; bit < 8 * frame.length; bit++) {
            byte[] flipped = frame.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> read(header, flipped))
                .as("bit %d", bit)
                .isInstanceOf(FileException.class);
          }
        });
    byte[] damaged = frame.clone();
    damaged[20] ^= 1;
    assertThatThrownBy(() -> read(header, damaged))
        .hasMessageContaining("it is damaged after its sample 0");
  }

  @Test
  void aFileMadeToSwellIsRefused() {
    Bits bits = new Bits();
    bits.put(0xfff8, 16).put(7, 4).put(0, 4).put(0, 4).put(0, 4).put(0, 8).put(65_534, 16);
    byte[] start = bits.bytes.toByteArray();
    bits.put(FlacFrameHeader.checksum8(start, 0, start.length), 8).put(0, 8).put(0, 16);
    byte[] content = bits.aligned();
    int sum = FlacFrameHeader.checksum16(content, 0, content.length);
    byte[] frame = WavBytes.joined(content, new byte[] {(byte) (sum >> 8), (byte) sum});
    byte[][] parts = new byte[200][];
    Arrays.fill(parts, frame);
    parts[0] = header(1, 16, 0);
    assertThatThrownBy(() -> read(parts))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("more samples than its size can hold");
  }
}
