package dev.vocoder.internal.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;

/**
 * Turns frames of linear PCM, IEEE float or G.711 (mu-law, A-law) into samples, the channels of a
 * frame averaged.
 */
final class PcmDecoder {
  private final AudioFormat format;
  private final int channels;
  private final int sampleBytes;

  /**
   * Creates a decoder.
   *
   * @param format a format that {@link #canDecode}
   */
  PcmDecoder(AudioFormat format) {
    this.format = format;
    channels = format.getChannels();
    sampleBytes = format.getFrameSize() / channels;
  }

  /** Returns whether frames of a format are whole integers of 8 to 32 bits, floats, or G.711. */
  static boolean canDecode(AudioFormat format) {
    int channels = format.getChannels();
    if (channels < 1 || format.getFrameSize() < channels || format.getFrameSize() % channels != 0) {
      return false;
    }
    int bytes = format.getFrameSize() / channels;
    if (isCompanded(format)) {
      return bytes == 1;
    }
    return isFloat(format) ? bytes == Float.BYTES || bytes == Double.BYTES : canBeInteger(format);
  }

  private static boolean canBeInteger(AudioFormat format) {
    Encoding encoding = format.getEncoding();
    return (encoding.equals(Encoding.PCM_SIGNED) || encoding.equals(Encoding.PCM_UNSIGNED))
        && format.getFrameSize() / format.getChannels() <= Integer.BYTES;
  }

  private static boolean isFloat(AudioFormat format) {
    return format.getEncoding().equals(Encoding.PCM_FLOAT);
  }

  private static boolean isCompanded(AudioFormat format) {
    return format.getEncoding().equals(Encoding.ULAW) || format.getEncoding().equals(Encoding.ALAW);
  }

  /**
   * Decodes frames.
   *
   * @param bytes whole frames from index 0 on
   * @param frames how many
   * @param samples receives one sample per frame
   * @param offset where its first sample goes
   */
  void decode(byte[] bytes, int frames, float[] samples, int offset) {
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    boolean floats = isFloat(format);
    boolean companded = isCompanded(format);
    for (int frame = 0; frame < frames; frame++) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        int at = (frame * channels + channel) * sampleBytes;
        if (floats) {
          sum += floatingPoint(buffer, at);
        } else {
          sum += companded ? expanded(bytes[at]) * 0x1p-15 : leftJustified(bytes, at) * 0x1p-31;
        }
      }
      samples[offset + frame] = (float) (sum / channels);
    }
  }

  private double floatingPoint(ByteBuffer buffer, int at) {
    return sampleBytes == Float.BYTES ? buffer.getFloat(at) : buffer.getDouble(at);
  }

  /**
   * Reads an integer into the upper bits, as WAV and AIFF lay out odd bit depths too: then all
   * depths scale by the same power of two, and an n-bit v becomes v / 2^(n-1) exactly.
   */
  private int leftJustified(byte[] bytes, int at) {
    int value = 0;
    for (int i = 0; i < sampleBytes; i++) {
      int significance = format.isBigEndian() ? i : sampleBytes - 1 - i;
      value |= (bytes[at + i] & 0xff) << (24 - 8 * significance);
    }
    return format.getEncoding().equals(Encoding.PCM_UNSIGNED) ? value ^ Integer.MIN_VALUE : value;
  }

  /** Returns the 16-bit value of a sign, a segment of 3 bits and 4 bits within it (ITU-T G.711). */
  private int expanded(byte code) {
    if (format.getEncoding().equals(Encoding.ULAW)) {
      int bits = ~code & 0xff;
      int magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
      return (bits & 0x80) == 0 ? magnitude : -magnitude;
    }
    int bits = (code ^ 0x55) & 0xff;
    int segment = (bits >> 4) & 7;
    int within = ((bits & 0x0f) << 4) + 8;
    int magnitude = segment == 0 ? within : (within + 0x100) << (segment - 1);
    return (bits & 0x80) == 0 ? -magnitude : magnitude;
  }
}
