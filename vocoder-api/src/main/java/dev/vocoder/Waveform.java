package dev.vocoder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * A monophonic waveform: finite samples, nominally within -1 to 1, at a rate in hertz. May be
 * empty. Immutable, and so thread-safe.
 */
public final class Waveform {
  private final float[] samples;
  private final int sampleRate;

  private Waveform(float[] samples, int sampleRate) {
    this.samples = samples;
    this.sampleRate = sampleRate;
  }

  /** How samples are stored in a WAV file. */
  public enum Encoding {
    /** 8-bit unsigned PCM. */
    PCM_8(8),
    /** 16-bit PCM, what every player takes. */
    PCM_16(16),
    /** 24-bit PCM. */
    PCM_24(24),
    /** 32-bit PCM. */
    PCM_32(32),
    /** 32-bit IEEE float: the samples exactly, also outside -1 to 1. */
    FLOAT_32(32);

    private final int bits;

    Encoding(int bits) {
      this.bits = bits;
    }

    private AudioFormat format(int sampleRate) {
      AudioFormat.Encoding coding =
          switch (this) {
            case PCM_8 -> AudioFormat.Encoding.PCM_UNSIGNED;
            case FLOAT_32 -> AudioFormat.Encoding.PCM_FLOAT;
            case PCM_16, PCM_24, PCM_32 -> AudioFormat.Encoding.PCM_SIGNED;
          };
      return new AudioFormat(coding, sampleRate, bits, 1, bits / 8, sampleRate, false);
    }

    private byte[] encode(float[] samples) {
      int size = bits / 8;
      ByteBuffer buffer =
          ByteBuffer.allocate(Math.multiplyExact(samples.length, size))
              .order(ByteOrder.LITTLE_ENDIAN);
      if (this == FLOAT_32) {
        buffer.asFloatBuffer().put(samples);
        return buffer.array();
      }
      double scale = Math.scalb(1.0, bits - 1);
      int offset = this == PCM_8 ? 0x80 : 0;
      for (float sample : samples) {
        long value = Math.round(Math.max(-scale, Math.min(scale - 1, sample * scale))) + offset;
        for (int shift = 0; shift < bits; shift += Byte.SIZE) {
          buffer.put((byte) (value >> shift));
        }
      }
      return buffer.array();
    }
  }

  /**
   * Copies samples.
   *
   * @param samples finite numbers, nominally within -1 to 1
   * @param sampleRate samples per second, in hertz
   * @throws WaveformException if a sample is NaN or infinite, or the rate is not positive
   */
  public static Waveform of(float[] samples, int sampleRate) {
    if (sampleRate < 1) {
      throw new WaveformException("The sample rate is " + sampleRate + " Hz; it must be positive.");
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new WaveformException(
            "Sample %d of %d is %s; every sample must be finite."
                .formatted(i, samples.length, samples[i]));
      }
    }
    return new Waveform(samples.clone(), sampleRate);
  }

  /**
   * Reads an audio file: WAV, and whatever a {@code javax.sound} provider on the class path adds.
   * Channels are averaged. Integers are scaled so that full scale is -1 to 1 (16 bits: v / 32768).
   *
   * @param file the file
   * @throws FileException if it cannot be read, is no audio, or holds fewer samples than it claims
   */
  public static Waveform read(Path file) {
    if (Files.isDirectory(file)) {
      throw new FileException("Cannot read %s: it is a directory.".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return AudioDecoder.read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new FileException("Cannot read %s: no such file.".formatted(file), e);
    } catch (IOException e) {
      throw new FileException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads an audio file from a stream, as {@link #read(Path)} does.
   *
   * @param in the file's bytes; read to the end and closed
   * @throws FileException if it is no audio, or holds fewer samples than it claims
   */
  public static Waveform read(InputStream in) {
    return AudioDecoder.read(in, "The audio stream");
  }

  /**
   * Writes a WAV file of 16-bit PCM; an existing file is replaced at once or not at all.
   *
   * @param file the file
   * @throws FileException if it cannot be written
   */
  public void write(Path file) {
    write(file, Encoding.PCM_16);
  }

  /**
   * Writes a WAV file; an existing file is replaced at once or not at all. Samples beyond full
   * scale are clipped to it, except in floats.
   *
   * @param file the file
   * @param encoding how each sample is stored
   * @throws FileException if it cannot be written
   */
  public void write(Path file, Encoding encoding) {
    AtomicFile.write(
        file,
        out -> AudioSystem.write(toAudioInputStream(encoding), AudioFileFormat.Type.WAVE, out));
  }

  /**
   * Returns the waveform as {@code javax.sound} plays it.
   *
   * @param encoding how each sample is stored; 16-bit PCM is what every sound device takes
   */
  public AudioInputStream toAudioInputStream(Encoding encoding) {
    byte[] bytes = encoding.encode(samples);
    return new AudioInputStream(
        new ByteArrayInputStream(bytes), encoding.format(sampleRate), samples.length);
  }

  /**
   * Returns this waveform at another rate, band-limited below the lower of the two Nyquist
   * frequencies; ceil(length x rate / sampleRate) samples.
   *
   * @param rate samples per second, in hertz
   * @return this waveform itself if that is its rate
   * @throws WaveformException if the rate is not positive, or the result longer than an array
   */
  public Waveform resample(int rate) {
    if (rate == sampleRate) {
      return this;
    }
    if (rate < 1) {
      throw new WaveformException("The sample rate is " + rate + " Hz; it must be positive.");
    }
    return new Waveform(new Resampler(sampleRate, rate).resample(samples), rate);
  }

  /** Returns the number of samples. */
  public int length() {
    return samples.length;
  }

  /** Returns the rate in hertz. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Returns the duration in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  /** Returns a copy of the samples. */
  public float[] samples() {
    return samples.clone();
  }
}
