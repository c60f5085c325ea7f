package dev.vocoder.internal.audio;

import dev.vocoder.internal.file.UnusableFileException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Decodes FLAC (RFC 9639), the channels of a frame averaged. Every step takes bits of the file, and
 * so it ends; damage is found by the checksum of each frame, a missing end by the number of samples
 * that the file says it has.
 */
final class FlacDecoder {
  private static final int STREAM_INFO = 34; // its length
  private static final int TAG = 128; // the length of ID3v1, at the end

  // An encoder's frames of silence hold some 300 samples a byte; a file of more is made to swell.
  private static final int MAX_SAMPLES_PER_BYTE = 512;
  private static final int FEW = 1 << 20;

  private final byte[] bytes;
  private final Function<String, UnusableFileException> malformed;
  private final BitReader in;
  private final int sampleRate;
  private final int channels;
  private final int bitsPerSample;
  private final long total; // samples in each channel; 0 where it is not known

  /**
   * Reads the header.
   *
   * @param bytes the file, from its {@code fLaC} on
   * @param malformed makes the exception of a reason
   * @throws UnusableFileException if the header is malformed
   */
  FlacDecoder(byte[] bytes, Function<String, UnusableFileException> malformed) {
    this.bytes = bytes;
    this.malformed = malformed;
    in = new BitReader(bytes, malformed);
    in.bits(32); // fLaC
    boolean last = in.bits(1) == 1;
    if (in.bits(7) != 0 || in.bits(24) != STREAM_INFO) {
      throw malformed.apply("its first block is not the one that describes it");
    }
    int first = in.position();
    in.bits(16 + 16); // the smallest and largest block
    in.bits(24 + 24); // and frame
    sampleRate = (int) in.bits(20);
    channels = (int) in.bits(3) + 1;
    bitsPerSample = (int) in.bits(5) + 1;
    total = in.bits(36);
    if (bitsPerSample < 4) {
      throw malformed.apply("its samples have %d bits".formatted(bitsPerSample));
    }
    skipTo(first + (long) STREAM_INFO);
    while (!last) {
      last = in.bits(1) == 1;
      in.bits(7); // the kind of block
      long length = in.bits(24);
      skipTo(in.position() + length);
    }
  }

  private void skipTo(long position) {
    if (position > bytes.length) {
      throw malformed.apply("it ends in the middle of its header");
    }
    in.moveTo((int) position);
  }

  int sampleRate() {
    return sampleRate;
  }

  /**
   * Decodes all frames.
   *
   * @throws UnusableFileException if one is damaged, or there are fewer samples than the header
   *     says
   */
  float[] samples() {
    SampleBuffer samples = new SampleBuffer(malformed);
    while ((total == 0 || samples.length() < total) && !isAtEnd()) {
      long[][] frame = frame(samples.length());
      int count = frame[0].length;
      average(frame, samples.roomFor(count), samples.length());
      samples.added(count);
      if (samples.length() > FEW + (long) MAX_SAMPLES_PER_BYTE * bytes.length) {
        throw malformed.apply("it has more samples than its size can hold");
      }
    }
    if (samples.length() < total) {
      throw malformed.apply(
          "it says that it has %d samples, but it ends after %d"
              .formatted(total, samples.length()));
    }
    float[] decoded = samples.toArray();
    return total > 0 ? Arrays.copyOf(decoded, (int) total) : decoded;
  }

  private boolean isAtEnd() {
    int left = bytes.length - in.position();
    return left == 0
        || (left == TAG
            && new String(bytes, in.position(), 3, StandardCharsets.ISO_8859_1).equals("TAG"));
  }

  private void average(long[][] frame, float[] samples, int offset) {
    double scale = 1.0 / (1L << (bitsPerSample - 1));
    for (int i = 0; i < frame[0].length; i++) {
      double sum = 0;
      for (long[] channel : frame) {
        sum += channel[i] * scale;
      }
      samples[offset + i] = (float) (sum / channels);
    }
  }

  /**
   * Decodes a frame.
   *
   * @param before how many samples come before it
   * @return channels x samples
   */
  private long[][] frame(int before) {
    int start = in.position();
    FlacFrameHeader header = FlacFrameHeader.read(in);
    boolean fits =
        header != null
            && header.channels() == channels
            && (header.bitsPerSample() == 0 || header.bitsPerSample() == bitsPerSample)
            && in.bits(8) == FlacFrameHeader.checksum8(bytes, start, in.position() - 1);
    if (!fits) {
      throw damaged(before);
    }
    FlacSubframe subframe = new FlacSubframe(in, () -> damaged(before));
    long[][] frame = new long[channels][];
    for (int channel = 0; channel < channels; channel++) {
      int bits = header.isDifference(channel) ? bitsPerSample + 1 : bitsPerSample;
      frame[channel] = subframe.read(header.samples(), bits);
    }
    in.alignToByte();
    int end = in.position();
    if (in.bits(16) != FlacFrameHeader.checksum16(bytes, start, end)) {
      throw damaged(before);
    }
    header.join(frame);
    return frame;
  }

  private UnusableFileException damaged(int before) {
    return malformed.apply("it is damaged after its sample %d".formatted(before));
  }
}
