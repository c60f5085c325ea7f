package dev.vocoder;

import dev.vocoder.internal.audio.AudioReader;
import dev.vocoder.internal.audio.OwnedSamples;
import dev.vocoder.internal.audio.PcmCoding;
import dev.vocoder.internal.audio.PcmInputStream;
import dev.vocoder.internal.audio.Resampler;
import dev.vocoder.internal.file.InputFile;
import dev.vocoder.internal.file.UnusableFileException;
import dev.vocoder.internal.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * A monophonic waveform: finite samples, nominally within -1 to 1, at a rate in hertz. May be
 * empty. Immutable, and so thread-safe.
 */
public final class Waveform {
  /** Far above what a float recording that was mixed too loud reaches: 40 dB. */
  private static final float DOUBTFUL_PEAK = 100;

  // With its header within the 2^31 bytes that every reader can count.
  private static final int MAX_WAV_BYTES = Integer.MAX_VALUE - 1023;

  private final float[] samples;
  private final int sampleRate;

  private Waveform(float[] samples, int sampleRate) {
    this.samples = samples;
    this.sampleRate = sampleRate;
  }

  /** How samples are stored in a WAV file. */
  public enum Encoding {
    /** 8-bit unsigned PCM. */
    PCM_8(PcmCoding.PCM_8),
    /** 16-bit PCM, what every player takes. */
    PCM_16(PcmCoding.PCM_16),
    /** 24-bit PCM. */
    PCM_24(PcmCoding.PCM_24),
    /** 32-bit PCM. */
    PCM_32(PcmCoding.PCM_32),
    /** 32-bit IEEE float: the samples exactly, also outside -1 to 1. */
    FLOAT_32(PcmCoding.FLOAT_32);

    private final PcmCoding coding;

    Encoding(PcmCoding coding) {
      this.coding = coding;
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
    return of(new OwnedSamples(samples.clone(), sampleRate));
  }

  /**
   * Takes over samples without copying them. For the modules of this library: {@code OwnedSamples}
   * is not part of its API.
   *
   * @param owned finite numbers, nominally within -1 to 1, which nobody changes any more
   * @throws WaveformException if a sample is NaN or infinite, or the rate is not positive
   */
  public static Waveform of(OwnedSamples owned) {
    float[] samples = owned.values();
    checkRate(owned.rate());
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new WaveformException(
            "Sample %d of %d is %s; every sample must be finite."
                .formatted(i, samples.length, samples[i]));
      }
    }
    return new Waveform(samples, owned.rate());
  }

  /**
   * Reads a recording: WAV of 8 to 32 bits, float, mu-law or A-law (RIFF, RIFX, RF64 and BW64, also
   * as programs write it into a pipe, without its length), FLAC, AIFF, AU, and whatever a {@code
   * javax.sound} provider on the class path adds. Several channels are averaged into one. An n-bit
   * integer v becomes v / 2^(n-1), within -1 to 1.
   *
   * @param file the file
   * @throws FileException if it cannot be read, is no audio, has no channel or a rate outside 1000
   *     to 768 000 Hz, holds fewer samples than it claims, more than 2^28, or one that is NaN or
   *     infinite
   */
  public static Waveform read(Path file) {
    try (InputStream in = Channels.newInputStream(InputFile.open(file))) {
      return read(in, file.toString());
    } catch (UnusableFileException e) {
      throw new FileException(e);
    } catch (IOException e) {
      throw new FileException(InputFile.unreadable(file, e));
    }
  }

  /**
   * Reads a recording as {@link #read(Path)} does. More of the stream may be consumed than the
   * recording takes up.
   *
   * @param in the recording from its first byte; left open
   * @throws FileException as {@link #read(Path)} does
   */
  public static Waveform read(InputStream in) {
    try {
      return read(in, "The stream");
    } catch (UnusableFileException e) {
      throw new FileException(e);
    } catch (IOException e) {
      throw new FileException("Cannot read the stream: " + InputFile.reason(e) + ".", e);
    }
  }

  private static Waveform read(InputStream in, String name) throws IOException {
    OwnedSamples read = new AudioReader(name).read(in); // which are finite
    return new Waveform(read.values(), read.rate());
  }

  /**
   * Writes a 16-bit WAV file; an existing file is replaced at once or not at all.
   *
   * @param file the file
   * @throws FileException if it cannot be written
   */
  public void write(Path file) {
    write(file, Encoding.PCM_16);
  }

  /**
   * Writes a WAV file; an existing file is replaced at once or not at all. An n-bit integer is the
   * sample times 2^(n-1), rounded; samples beyond -1 to 1 are clipped. What was read from a
   * monophonic file of the same encoding, up to 24 bits or float, is written back unchanged.
   *
   * @param file the file
   * @param encoding how to store the samples
   * @throws FileException if it cannot be written, or would be larger than 2 GiB
   */
  public void write(Path file, Encoding encoding) {
    requireLength(file, encoding);
    AudioInputStream stream = PcmInputStream.of(samples, sampleRate, encoding.coding);
    try {
      WholeFile.write(file, out -> AudioSystem.write(stream, AudioFileFormat.Type.WAVE, out));
    } catch (UnusableFileException e) {
      throw new FileException(e);
    }
  }

  /**
   * Writes a 16-bit WAV file.
   *
   * @param out where to; left open
   * @throws FileException if it cannot be written
   */
  public void write(OutputStream out) {
    write(out, Encoding.PCM_16);
  }

  /**
   * Writes a WAV file, as {@link #write(Path, Encoding)} does.
   *
   * @param out where to; left open
   * @param encoding how to store the samples
   * @throws FileException if it cannot be written, or would be larger than 2 GiB
   */
  public void write(OutputStream out, Encoding encoding) {
    requireLength("the stream", encoding);
    try {
      AudioSystem.write(
          PcmInputStream.of(samples, sampleRate, encoding.coding), AudioFileFormat.Type.WAVE, out);
      out.flush();
    } catch (IOException e) {
      throw new FileException("Cannot write the stream: " + InputFile.reason(e) + ".", e);
    }
  }

  private void requireLength(Object target, Encoding encoding) {
    long bytes = (long) samples.length * encoding.coding.bytes();
    if (bytes > MAX_WAV_BYTES) {
      throw new FileException(
          "Cannot write %s: %d bytes of samples are more than a WAV file's %d; write it in parts."
              .formatted(target, bytes, MAX_WAV_BYTES));
    }
  }

  /**
   * Returns the samples as 16-bit PCM for playing through {@code javax.sound}; samples beyond -1 to
   * 1 are clipped. Each call returns a stream of its own, which need not be closed.
   */
  public AudioInputStream toAudioInputStream() {
    return PcmInputStream.of(samples, sampleRate, PcmCoding.PCM_16);
  }

  /**
   * Returns this waveform at another rate, without the frequencies that the lower of the two rates
   * cannot hold. Up to 0.9 of half the lower rate the signal keeps its amplitude and phase within
   * 1e-3; from half the lower rate on it is attenuated by 80 dB or more. Beyond its ends the signal
   * counts as zero.
   *
   * @param sampleRate the rate wanted in hertz
   * @return ceil(length x new rate / old rate) samples; this waveform itself if it has that rate
   * @throws WaveformException if the rate is not positive, is 1024 times higher or lower than this
   *     one's or more, or the result would be longer than 2^28 samples
   */
  public Waveform resample(int sampleRate) {
    if (sampleRate == this.sampleRate) {
      return this;
    }
    checkRate(sampleRate);
    if (Math.max(sampleRate, this.sampleRate) / Math.min(sampleRate, this.sampleRate)
        >= Resampler.MAX_RATIO) {
      throw new WaveformException(
          "Cannot resample from %d to %d Hz; the rates may differ by a factor below %d."
              .formatted(this.sampleRate, sampleRate, Resampler.MAX_RATIO));
    }
    long length = Resampler.outputLength(samples.length, this.sampleRate, sampleRate);
    if (length > OwnedSamples.MAX_LENGTH) {
      throw new WaveformException(
          "Resampling %d samples from %d to %d Hz makes %d, more than %d; do it in parts."
              .formatted(
                  samples.length, this.sampleRate, sampleRate, length, OwnedSamples.MAX_LENGTH));
    }
    return of(
        new OwnedSamples(Resampler.resample(samples, this.sampleRate, sampleRate), sampleRate));
  }

  private static void checkRate(int sampleRate) {
    if (sampleRate < 1) {
      throw new WaveformException("The sample rate is " + sampleRate + " Hz; it must be positive.");
    }
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

  /** Returns the largest magnitude of a sample; 0 if there is none. */
  public float peak() {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  /**
   * Says what is doubtful about the samples' scale: a file of floats may hold the integers of a
   * 16-bit recording, which no mel extractor expects.
   *
   * @return the middle of a sentence that tells the peak and what to do; empty where the samples
   *     stay within 100 times full scale
   */
  public Optional<String> scaleDoubt() {
    float peak = peak();
    if (peak <= DOUBTFUL_PEAK) {
      return Optional.empty();
    }
    boolean sixteenBit = peak <= -Short.MIN_VALUE;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "its samples reach %.0f, where -1 to 1 is full scale; %s",
            peak,
            sixteenBit
                ? "they seem to be 16-bit integers saved as floats: divide them by 32768"
                : "divide them by their full scale and save it again"));
  }

  /**
   * Returns a stretch.
   *
   * @param from its first sample, 0 or more
   * @param to the sample after its last, at most {@link #length()}
   * @throws IndexOutOfBoundsException if that is no stretch of it
   */
  public Waveform slice(int from, int to) {
    Objects.checkFromToIndex(from, to, samples.length);
    return new Waveform(Arrays.copyOfRange(samples, from, to), sampleRate);
  }

  /** Returns a copy of the samples. */
  public float[] samples() {
    return samples.clone();
  }
}
