package dev.vocoder;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Reads audio through {@code javax.sound.sampled}: WAV, and whatever a provider on the class path
 * adds. What a header says is checked before anything is read by it: the JDK's readers loop forever
 * on some nonsense.
 */
final class AudioDecoder {
  private static final int FRAMES_AT_ONCE = 8192;
  private static final int MAX_CHANNELS = 64;
  private static final int MAX_RATE = 768_000;

  private final String name;

  private AudioDecoder(String name) {
    this.name = name;
  }

  /**
   * Reads a whole stream.
   *
   * @param in the audio file's bytes
   * @param name what they come from, for messages
   * @throws FileException if they are no audio that can be read
   */
  static Waveform read(InputStream in, String name) {
    AudioDecoder decoder = new AudioDecoder(name);
    try (AudioInputStream audio =
        AudioSystem.getAudioInputStream(new BufferedInputStream(in, 1 << 16))) {
      AudioInputStream samples = decoder.uncompressed(audio);
      decoder.check(samples.getFormat());
      return decoder.decode(samples);
    } catch (UnsupportedAudioFileException e) {
      throw new FileException(
          "%s is no audio file that can be read; WAV always can, other formats with a javax.sound"
                  .formatted(name)
              + " provider on the class path.",
          e);
    } catch (IOException e) {
      throw new FileException("Cannot read %s: %s.".formatted(name, e.getMessage()), e);
    } catch (WaveformException e) {
      throw new FileException("%s is damaged: %s".formatted(name, e.getMessage()), e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      // A provider stumbled over a damaged file.
      throw new FileException("%s is damaged: %s.".formatted(name, e.getMessage()), e);
    }
  }

  private AudioInputStream uncompressed(AudioInputStream audio) {
    AudioFormat format = audio.getFormat();
    if (isPcm(format)) {
      return audio;
    }
    int bits = format.getSampleSizeInBits() > 0 ? format.getSampleSizeInBits() : 16;
    int channels = format.getChannels();
    AudioFormat pcm =
        new AudioFormat(
            Encoding.PCM_SIGNED,
            format.getSampleRate(),
            bits,
            channels,
            (bits + 7) / 8 * channels,
            format.getSampleRate(),
            false);
    if (!AudioSystem.isConversionSupported(pcm, format)) {
      throw new FileException(
          "%s holds %s audio, which cannot be converted to PCM; convert the file first."
              .formatted(name, format.getEncoding()));
    }
    return AudioSystem.getAudioInputStream(pcm, audio);
  }

  private static boolean isPcm(AudioFormat format) {
    Encoding encoding = format.getEncoding();
    return encoding.equals(Encoding.PCM_SIGNED)
        || encoding.equals(Encoding.PCM_UNSIGNED)
        || encoding.equals(Encoding.PCM_FLOAT);
  }

  private void check(AudioFormat format) {
    int bits = format.getSampleSizeInBits();
    int channels = format.getChannels();
    float rate = format.getSampleRate();
    boolean bitsKnown =
        format.getEncoding().equals(Encoding.PCM_FLOAT)
            ? bits == 32 || bits == 64
            : bits == 8 || bits == 16 || bits == 24 || bits == 32;
    boolean sane =
        bitsKnown
            && channels >= 1
            && channels <= MAX_CHANNELS
            && rate >= 1
            && rate <= MAX_RATE
            && format.getFrameSize() == bits / 8 * channels;
    if (!sane) {
      throw new FileException(
          "%s claims %d channels of %d-bit samples at %s Hz, which cannot be read; its header may be"
                  .formatted(name, channels, bits, rate)
              + " damaged.");
    }
  }

  private Waveform decode(AudioInputStream audio) throws IOException {
    AudioFormat format = audio.getFormat();
    int frameSize = format.getFrameSize();
    byte[] buffer = new byte[FRAMES_AT_ONCE * frameSize];
    float[] samples = new float[FRAMES_AT_ONCE];
    int length = 0;
    for (int bytes = fill(audio, buffer); bytes > 0; bytes = fill(audio, buffer)) {
      int frames = bytes / frameSize;
      if (length > Integer.MAX_VALUE - 8 - frames) {
        throw new FileException(name + " is longer than an array holds; split it.");
      }
      if (length + frames > samples.length) {
        samples =
            Arrays.copyOf(samples, (int) Math.min(Integer.MAX_VALUE - 8, 2L * samples.length));
      }
      mixDown(format, buffer, frames, samples, length);
      length += frames;
    }
    long claimed = audio.getFrameLength();
    if (claimed != AudioSystem.NOT_SPECIFIED && claimed != length) {
      throw new FileException(
          "%s claims %d samples, but only %d are there; it is truncated or its header is wrong."
              .formatted(name, claimed, length));
    }
    return Waveform.of(Arrays.copyOf(samples, length), Math.round(format.getSampleRate()));
  }

  /** Reads until the buffer is full or the stream ends; returns the number of bytes. */
  private static int fill(AudioInputStream audio, byte[] buffer) throws IOException {
    int filled = 0;
    while (filled < buffer.length) {
      int read = audio.read(buffer, filled, buffer.length - filled);
      if (read <= 0) {
        break;
      }
      filled += read;
    }
    return filled;
  }

  private static void mixDown(
      AudioFormat format, byte[] bytes, int frames, float[] samples, int offset) {
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int channels = format.getChannels();
    for (int frame = 0; frame < frames; frame++) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += sample(format, buffer);
      }
      samples[offset + frame] = (float) (sum / channels);
    }
  }

  /** Reads the next sample; full scale is -1 to 1. */
  private static double sample(AudioFormat format, ByteBuffer buffer) {
    boolean unsigned = format.getEncoding().equals(Encoding.PCM_UNSIGNED);
    if (format.getEncoding().equals(Encoding.PCM_FLOAT)) {
      return format.getSampleSizeInBits() == 64 ? buffer.getDouble() : buffer.getFloat();
    }
    return switch (format.getSampleSizeInBits()) {
      case 8 -> (byte) (buffer.get() ^ (unsigned ? 0x80 : 0)) / 0x1p7;
      case 16 -> (short) (buffer.getShort() ^ (unsigned ? 0x8000 : 0)) / 0x1p15;
      case 24 -> ((int24(buffer) ^ (unsigned ? 0x800000 : 0)) << 8) / 0x1p31;
      default -> (buffer.getInt() ^ (unsigned ? 0x80000000 : 0)) / 0x1p31;
    };
  }

  private static int int24(ByteBuffer buffer) {
    int first = buffer.get() & 0xff;
    int second = buffer.get() & 0xff;
    int third = buffer.get() & 0xff;
    return buffer.order() == ByteOrder.LITTLE_ENDIAN
        ? third << 16 | second << 8 | first
        : first << 16 | second << 8 | third;
  }
}
