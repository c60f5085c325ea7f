package dev.vocoder.internal.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of WAV files, chunk by chunk. */
public final class WavBytes {
  public static final int PCM = 1;
  public static final int FLOAT = 3;
  public static final int EXTENSIBLE = 0xfffe;

  private WavBytes() {}

  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  public static byte[] riff(byte[]... chunks) {
    int length = Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
    ByteBuffer content = ByteBuffer.allocate(4 + length);
    content.put("WAVE".getBytes(StandardCharsets.US_ASCII));
    Arrays.stream(chunks).forEach(content::put);
    return chunk("RIFF", content.array());
  }

  public static byte[] chunk(String name, byte[] content) {
    return data(8 + content.length + content.length % 2)
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  public static byte[] format(int tag, int channels, int rate, int bits) {
    return chunk("fmt ", fields(tag, channels, rate, bits));
  }

  public static byte[] fields(int tag, int channels, int rate, int bits) {
    int frameBytes = channels * bits / 8;
    return data(16)
        .putShort((short) tag)
        .putShort((short) channels)
        .putInt(rate)
        .putInt(rate * frameBytes)
        .putShort((short) frameBytes)
        .putShort((short) bits)
        .array();
  }

  /** WAVE_FORMAT_EXTENSIBLE: the tag is the beginning of a GUID that is otherwise constant. */
  public static byte[] extensible(int tag, int channels, int bits) {
    byte[] guidEnd = {0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38, (byte) 0x9b, 0x71};
    byte[] content =
        data(40)
            .put(fields(EXTENSIBLE, channels, 8000, bits))
            .putShort((short) 22)
            .putShort((short) bits)
            .putInt(4)
            .putInt(tag)
            .put(guidEnd)
            .array();
    return chunk("fmt ", content);
  }

  public static ByteBuffer data(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
