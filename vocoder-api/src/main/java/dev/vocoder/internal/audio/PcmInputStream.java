package dev.vocoder.internal.audio;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;

/**
 * Samples as the bytes of a WAV file's data, encoded block by block as they are read: little-endian
 * and monophonic. An n-bit integer is the sample times 2^(n-1), rounded, and clipped where that is
 * beyond n bits: so what was read from n bits is written back unchanged.
 */
public final class PcmInputStream extends InputStream {
  private static final int BLOCK_SAMPLES = 4096;

  private final float[] samples;
  private final PcmCoding coding;
  private final ByteBuffer block;
  private int next;

  private PcmInputStream(float[] samples, PcmCoding coding) {
    this.samples = samples;
    this.coding = coding;
    block = ByteBuffer.allocate(BLOCK_SAMPLES * coding.bytes());
    block.order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  /**
   * Returns a stream of samples with its format and length.
   *
   * @param samples finite numbers, which nobody changes
   * @param sampleRate their rate in hertz
   * @param coding how to store each
   */
  public static AudioInputStream of(float[] samples, int sampleRate, PcmCoding coding) {
    int bytes = coding.bytes();
    AudioFormat.Encoding kind =
        switch (coding) {
          case PCM_8 -> AudioFormat.Encoding.PCM_UNSIGNED;
          case PCM_16, PCM_24, PCM_32 -> AudioFormat.Encoding.PCM_SIGNED;
          case FLOAT_32 -> AudioFormat.Encoding.PCM_FLOAT;
        };
    AudioFormat format =
        new AudioFormat(kind, sampleRate, 8 * bytes, 1, bytes, sampleRate, /* bigEndian= */ false);
    return new AudioInputStream(new PcmInputStream(samples, coding), format, samples.length);
  }

  @Override
  public int read() {
    return exhausted() ? -1 : block.get() & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (exhausted()) {
      return -1;
    }
    int count = Math.min(length, block.remaining());
    block.get(bytes, offset, count);
    return count;
  }

  @Override
  public int available() {
    return block.remaining();
  }

  private boolean exhausted() {
    if (!block.hasRemaining()) {
      encodeBlock();
    }
    return !block.hasRemaining();
  }

  private void encodeBlock() {
    block.clear();
    int end = Math.min(samples.length, next + BLOCK_SAMPLES);
    while (next < end) {
      float sample = samples[next++];
      switch (coding) {
        case PCM_8 -> block.put((byte) (128 + integer(sample, 8)));
        case PCM_16 -> block.putShort((short) integer(sample, 16));
        case PCM_24 -> {
          int value = integer(sample, 24);
          block.putShort((short) value).put((byte) (value >> 16));
        }
        case PCM_32 -> block.putInt(integer(sample, 32));
        case FLOAT_32 -> block.putFloat(sample);
      }
    }
    block.flip();
  }

  private static int integer(float sample, int bits) {
    double scale = 1L << (bits - 1);
    return (int) Math.max(-scale, Math.min(scale - 1, Math.rint(sample * scale)));
  }
}
