package dev.vocoder.internal.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;

/** What the {@code fmt } chunk of a WAV file says, and what it means. */
record WavFormat(int tag, int channels, long rate, int frameBytes, int bits, ByteOrder order) {
  /** How many bytes of the chunk tell something. */
  static final int LENGTH = 40;

  private static final int LEAST = 14; // without the bits of a sample, as the oldest files have it
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xfffe;
  private static final int SUB_FORMAT = 24; // whose first two bytes are the tag proper

  private static final Map<Integer, String> CODINGS =
      Map.ofEntries(
          Map.entry(0x02, "Microsoft ADPCM"),
          Map.entry(0x11, "IMA ADPCM"),
          Map.entry(0x31, "GSM 6.10"),
          Map.entry(0x40, "G.721 ADPCM"),
          Map.entry(0x45, "G.726 ADPCM"),
          Map.entry(0x50, "MPEG audio"),
          Map.entry(0x55, "MP3"),
          Map.entry(0xff, "AAC"),
          Map.entry(0x160, "Windows Media audio"),
          Map.entry(0x161, "Windows Media audio"),
          Map.entry(0x674f, "Ogg Vorbis"),
          Map.entry(0x6771, "Ogg Vorbis"),
          Map.entry(0x704f, "Opus"),
          Map.entry(0xa109, "Speex"),
          Map.entry(0xf1ac, "FLAC"));

  /**
   * Takes a chunk.
   *
   * @param content its content, or the first {@link #LENGTH} bytes of it
   * @param order the file's byte order
   * @return empty if it is too short to be one
   */
  static Optional<WavFormat> of(byte[] content, ByteOrder order) {
    if (content.length < LEAST) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(content).order(order);
    int tag = fields.getShort(0) & 0xffff;
    int frameBytes = fields.getShort(12) & 0xffff;
    int channels = fields.getShort(2) & 0xffff;
    int bits =
        content.length >= 16
            ? fields.getShort(14) & 0xffff
            : 8 * frameBytes / Math.max(1, channels);
    if (tag == EXTENSIBLE && content.length >= SUB_FORMAT + 2) {
      tag = fields.getShort(SUB_FORMAT) & 0xffff;
    }
    long rate = fields.getInt(4) & 0xffffffffL;
    return Optional.of(new WavFormat(tag, channels, rate, frameBytes, bits, order));
  }

  /** Returns the coding of the samples in words, where it is none that {@link #decoded} has. */
  Optional<String> foreignCoding() {
    if (tag == PCM || tag == FLOAT || tag == A_LAW || tag == MU_LAW) {
      return Optional.empty();
    }
    return Optional.of(CODINGS.getOrDefault(tag, "a coding unknown here"))
        .map(name -> "%s (format tag 0x%04x)".formatted(name, tag));
  }

  /** Returns how to decode the frames; a {@link PcmDecoder} says whether that can be done. */
  AudioFormat decoded() {
    int frame = channels * sampleBytes();
    return new AudioFormat(
        encoding(), rate, bits, channels, frame, rate, order == ByteOrder.BIG_ENDIAN);
  }

  private Encoding encoding() {
    return switch (tag) {
      case FLOAT -> Encoding.PCM_FLOAT;
      case A_LAW -> Encoding.ALAW;
      case MU_LAW -> Encoding.ULAW;
      default -> bits <= 8 && sampleBytes() == 1 ? Encoding.PCM_UNSIGNED : Encoding.PCM_SIGNED;
    };
  }

  /** Samples may lie in more bytes than their bits need; where the two disagree, the bits count. */
  private int sampleBytes() {
    int needed = (bits + 7) / 8;
    boolean whole = channels > 0 && frameBytes % channels == 0;
    return whole && frameBytes / channels > needed ? frameBytes / channels : needed;
  }

  /** Says what the samples are, in a few words. */
  @Override
  public String toString() {
    return "%d channels of %d-bit %s in frames of %d bytes"
        .formatted(channels, bits, encoding(), frameBytes);
  }
}
