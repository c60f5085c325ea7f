package dev.vocoder;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Reads one recording through the {@code javax.sound} providers on the class path. Nothing is
 * believed of a header but the format: memory grows with the samples that are there.
 */
final class AudioReader {
  // A provider that turns a file down must be able to rewind past what it looked at: a Broadcast
  // WAV's or a tag's chunks may come before the format.
  private static final int LOOKAHEAD_BYTES = 1 << 18;
  private static final int BLOCK_BYTES = 1 << 16;
  private static final int MIN_RATE = 1000;
  private static final int MAX_RATE = 768_000;

  private final String name;

  /**
   * Creates a reader.
   *
   * @param name the recording, as the beginning of a message names it
   */
  AudioReader(String name) {
    this.name = name;
  }

  /**
   * Reads to the end of the samples.
   *
   * @param in the recording from its first byte; left open
   * @throws FileException if it is no audio that a provider knows, or its content is malformed
   * @throws IOException if the stream fails, or a provider gives up on the content
   */
  Waveform read(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, LOOKAHEAD_BYTES);
    checkBeginning(buffered);
    try {
      AudioInputStream stream = decodable(AudioSystem.getAudioInputStream(buffered));
      int rate = checkedRate(stream.getFormat());
      return new Waveform(samples(stream), rate);
    } catch (UnsupportedAudioFileException e) {
      throw new FileException(
          "%s is not audio of a known kind; use a WAV file, or add a javax.sound provider for its"
                  .formatted(name)
              + " kind to the class path.",
          e);
    } catch (FileException e) {
      throw e;
    } catch (RuntimeException e) {
      // What providers throw on headers that make no sense is not declared.
      throw malformed("reading it failed with " + e, e);
    } catch (OutOfMemoryError e) {
      // A provider may believe a length in a tag and ask for one array too large, which harms
      // nobody.
      throw malformed("reading it needs more memory than there is", e);
    }
  }

  private void checkBeginning(BufferedInputStream in) throws IOException {
    in.mark(4);
    byte[] beginning = in.readNBytes(4);
    in.reset();
    if (beginning.length == 0) {
      throw malformed("it is empty", null);
    }
    // The JDK's synthesizer would play it, for as long as the score pleases.
    if (Arrays.equals(beginning, "MThd".getBytes(StandardCharsets.US_ASCII))) {
      throw malformed("it is a MIDI score", null);
    }
  }

  private AudioInputStream decodable(AudioInputStream stream) {
    AudioFormat format = stream.getFormat();
    if (PcmDecoder.canDecode(format)) {
      return stream;
    }
    int channels = format.getChannels();
    int bits = format.getSampleSizeInBits() > 16 ? format.getSampleSizeInBits() : 16;
    int frameBytes = channels * ((bits + 7) / 8);
    float rate = format.getSampleRate();
    AudioFormat target =
        new AudioFormat(
            AudioFormat.Encoding.PCM_SIGNED, rate, bits, channels, frameBytes, rate, false);
    if (!PcmDecoder.canDecode(target) || !AudioSystem.isConversionSupported(target, format)) {
      throw malformed("its samples are " + format + ", which cannot be decoded", null);
    }
    return AudioSystem.getAudioInputStream(target, stream);
  }

  private int checkedRate(AudioFormat format) {
    float rate = format.getSampleRate();
    if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
      throw malformed(
          "it says its rate is %s Hz, not %d to %d".formatted(rate, MIN_RATE, MAX_RATE), null);
    }
    return Math.round(rate);
  }

  private float[] samples(AudioInputStream stream) throws IOException {
    PcmDecoder decoder = new PcmDecoder(stream.getFormat());
    int frameBytes = stream.getFormat().getFrameSize();
    byte[] block = new byte[Math.max(1, BLOCK_BYTES / frameBytes) * frameBytes];
    float[] samples = new float[block.length / frameBytes];
    int length = 0;
    for (int bytes = fill(stream, block); bytes >= frameBytes; bytes = fill(stream, block)) {
      int frames = bytes / frameBytes;
      if (length > Waveform.MAX_LENGTH - frames) {
        throw malformed("it is longer than %d samples".formatted(Waveform.MAX_LENGTH), null);
      }
      if (samples.length - length < frames) {
        samples = Arrays.copyOf(samples, Math.max(length + frames, 2 * samples.length));
      }
      decoder.decode(block, frames, samples, length);
      checkFinite(samples, length, length + frames);
      length += frames;
    }
    long claimed = stream.getFrameLength();
    if (claimed > length) { // it is negative where the provider does not know
      throw malformed(
          "it claims %d bytes of samples but only %d are there"
              .formatted(claimed * frameBytes, (long) length * frameBytes),
          null);
    }
    return Arrays.copyOf(samples, length);
  }

  /** Fills a block as far as the stream goes; a stream that has nothing for us is at its end. */
  private static int fill(InputStream stream, byte[] block) throws IOException {
    int filled = 0;
    while (filled < block.length) {
      int count = stream.read(block, filled, block.length - filled);
      if (count <= 0) {
        break;
      }
      filled += count;
    }
    return filled;
  }

  private void checkFinite(float[] samples, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Float.isFinite(samples[i])) {
        throw malformed("its sample %d is %s".formatted(i, samples[i]), null);
      }
    }
  }

  private FileException malformed(String reason, Throwable cause) {
    return new FileException(
        "%s is not a usable recording: %s; save it as WAV again.".formatted(name, reason), cause);
  }
}
