package dev.vocoder.internal.audio;

import dev.vocoder.internal.file.FileKind;
import dev.vocoder.internal.file.UnusableFileException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Reads one recording: WAV and FLAC here, the rest through the {@code javax.sound} providers on the
 * class path. Nothing is believed of a header but the format: memory grows with the samples that
 * are there.
 */
public final class AudioReader {
  // A provider that turns a file down must be able to rewind past what it looked at, and a tag may
  // come before a FLAC file.
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
  public AudioReader(String name) {
    this.name = name;
  }

  /**
   * Reads to the end of the samples.
   *
   * @param in the recording from its first byte; left open
   * @throws UnusableFileException if it is no audio that is known, or its content is malformed
   * @throws IOException if the stream fails, or a provider gives up on the content
   */
  public OwnedSamples read(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, LOOKAHEAD_BYTES);
    byte[] start = start(buffered);
    if (start.length == 0) {
      throw malformed("it is empty", null);
    }
    String magic = new String(start, 0, Math.min(4, start.length), StandardCharsets.ISO_8859_1);
    try {
      return switch (magic) {
        case "RIFF", "RIFX", "RF64", "BW64" -> wav(buffered, magic);
        case "fLaC" -> flac(buffered);
        default -> skipsTag(buffered, start) ? flac(buffered) : provided(buffered, start);
      };
    } catch (OutOfMemoryError e) {
      // One array too large harms nobody; a provider may believe a length in a tag and ask for it.
      throw malformed("reading it needs more memory than there is", e);
    }
  }

  private static byte[] start(InputStream in) throws IOException {
    in.mark(FileKind.LENGTH);
    byte[] start = in.readNBytes(FileKind.LENGTH);
    in.reset();
    return start;
  }

  /** Passes over an ID3 tag if a FLAC file follows it; else stays where it is. */
  private static boolean skipsTag(InputStream in, byte[] start) throws IOException {
    if (start.length < 10 || start[0] != 'I' || start[1] != 'D' || start[2] != '3') {
      return false;
    }
    int size = 10 + ((start[6] << 21) | (start[7] << 14) | (start[8] << 7) | start[9]);
    if (size < 10 || size > LOOKAHEAD_BYTES - 4) {
      return false;
    }
    in.mark(size + 4);
    byte[] tag = in.readNBytes(size + 4);
    in.reset();
    boolean isFlac =
        tag.length == size + 4
            && new String(tag, size, 4, StandardCharsets.ISO_8859_1).equals("fLaC");
    if (isFlac) {
      in.skipNBytes(size);
    }
    return isFlac;
  }

  private OwnedSamples flac(InputStream in) throws IOException {
    FlacDecoder decoder = new FlacDecoder(in.readAllBytes(), reason -> malformed(reason, null));
    int rate = checkedRate(decoder.sampleRate());
    return new OwnedSamples(decoder.samples(), rate);
  }

  private OwnedSamples wav(BufferedInputStream in, String magic) throws IOException {
    byte[] head = in.readNBytes(12);
    String form = head.length == 12 ? RiffChunks.name(head, 8) : "";
    if (!form.equals("WAVE")) {
      throw unknown(
          head.length < 12
              ? "it ends within its header; copy or download it again"
              : "it is a RIFF file of the form '%s', not WAVE; convert it to WAV"
                  .formatted(form.replaceAll("\\P{Print}", "?")));
    }
    RiffChunks chunks = new RiffChunks(in, magic);
    Optional<WavFormat> format = Optional.empty();
    Optional<byte[]> early = Optional.empty(); // data before its format
    for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
      RiffChunks.Chunk chunk = next.get();
      if (chunk.name().equals("fmt ") && format.isEmpty()) {
        byte[] content = in.readNBytes((int) Math.min(chunk.size(), WavFormat.LENGTH));
        format = WavFormat.of(content, chunks.order());
        chunks.skip(chunk, content.length);
        if (early.isPresent() && format.isPresent()) {
          return wave(new ByteArrayInputStream(early.get()), format.get(), 0);
        }
      } else if (chunk.name().equals("data") && format.isPresent()) {
        return wave(new Limited(in, chunk.size()), format.get(), chunk.exact() ? chunk.size() : 0);
      } else if (chunk.name().equals("data")) {
        early = Optional.of(new Limited(in, chunk.size()).readAllBytes());
        chunks.skipPadding(chunk.size());
      } else {
        chunks.skip(chunk, 0);
      }
    }
    throw unknown(
        "it has no %s chunk; copy or download it again"
            .formatted(format.isEmpty() ? "whole fmt" : "data"));
  }

  private OwnedSamples wave(InputStream frames, WavFormat format, long claimed) throws IOException {
    if (format.channels() == 0) {
      throw unknown("its header says that it has 0 channels; save it as WAV again");
    }
    if (format.foreignCoding().isPresent()) {
      throw unknown(
          "it is a WAV file of %s; convert it to PCM, such as with ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
              .formatted(format.foreignCoding().get()));
    }
    AudioFormat decoded = format.decoded();
    if (!PcmDecoder.canDecode(decoded)) {
      throw malformed("its samples are " + format + ", which cannot be decoded", null);
    }
    int rate = checkedRate(decoded.getSampleRate());
    return new OwnedSamples(samples(frames, decoded, claimed / decoded.getFrameSize()), rate);
  }

  private OwnedSamples provided(BufferedInputStream in, byte[] start) throws IOException {
    // The JDK's synthesizer would play a score, for as long as that pleases.
    Optional<FileKind> kind = FileKind.of(start);
    if (kind.isPresent() && kind.get().family() != FileKind.Family.AUDIO) {
      throw unknown("it is " + kind.get().withRemedyForAudio());
    }
    try {
      AudioInputStream stream = decodable(AudioSystem.getAudioInputStream(in));
      AudioFormat format = stream.getFormat();
      int rate = checkedRate(format.getSampleRate());
      return new OwnedSamples(samples(stream, format, stream.getFrameLength()), rate);
    } catch (UnsupportedAudioFileException e) {
      throw unknown(
          kind.map(known -> "it is " + known.withRemedyForAudio())
              .orElse("give a WAV or FLAC file, or add a javax.sound provider for its kind"));
    } catch (UnusableFileException e) {
      throw e;
    } catch (RuntimeException e) {
      // What providers throw on headers that make no sense is not declared.
      throw malformed("reading it failed with " + e, e);
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

  private int checkedRate(float rate) {
    if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
      throw malformed(
          "it says its rate is %s Hz, not %d to %d".formatted(rate, MIN_RATE, MAX_RATE), null);
    }
    return Math.round(rate);
  }

  /**
   * Decodes frames to the end.
   *
   * @param claimed how many there must be; 0 or less where that is not known
   */
  private float[] samples(InputStream stream, AudioFormat format, long claimed) throws IOException {
    PcmDecoder decoder = new PcmDecoder(format);
    int frameBytes = format.getFrameSize();
    byte[] block = new byte[Math.max(1, BLOCK_BYTES / frameBytes) * frameBytes];
    SampleBuffer samples = new SampleBuffer(reason -> malformed(reason, null));
    for (int bytes = fill(stream, block); bytes >= frameBytes; bytes = fill(stream, block)) {
      int frames = bytes / frameBytes;
      decoder.decode(block, frames, samples.roomFor(frames), samples.length());
      samples.added(frames);
    }
    if (claimed > samples.length()) {
      throw malformed(
          "it claims %d bytes of samples but only %d are there"
              .formatted(claimed * frameBytes, (long) samples.length() * frameBytes),
          null);
    }
    return samples.toArray();
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

  /** As much of a stream as a chunk has. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }

  private UnusableFileException unknown(String reason) {
    return new UnusableFileException(
        "%s is not audio that is known here: %s.".formatted(name, reason));
  }

  private UnusableFileException malformed(String reason, Throwable cause) {
    return new UnusableFileException(
        "%s is not a usable recording: %s; save it as WAV again.".formatted(name, reason), cause);
  }
}
