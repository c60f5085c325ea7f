package dev.vocoder.internal.audio;

import static dev.vocoder.internal.audio.WavBytes.FLOAT;
import static dev.vocoder.internal.audio.WavBytes.PCM;
import static dev.vocoder.internal.audio.WavBytes.chunk;
import static dev.vocoder.internal.audio.WavBytes.data;
import static dev.vocoder.internal.audio.WavBytes.extensible;
import static dev.vocoder.internal.audio.WavBytes.fields;
import static dev.vocoder.internal.audio.WavBytes.format;
import static dev.vocoder.internal.audio.WavBytes.joined;
import static dev.vocoder.internal.audio.WavBytes.riff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.FileException;
import dev.vocoder.Waveform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WAV files as the programs of this world write them. */
class WavFileTest {
  private static final float[] SAMPLES = {0.5f, -0.25f, 0.125f};
  private static final byte[] BYTES =
      data(6).putShort((short) 16384).putShort((short) -8192).putShort((short) 4096).array();
  private static final byte[] FORMAT = format(PCM, 1, 8000, 16);
  private static final byte[] INFO =
      chunk("LIST", "INFOISFT\4\0\0\0Lavf".getBytes(StandardCharsets.US_ASCII));

  private static byte[] header(String name, long size) {
    return data(8).put(name.getBytes(StandardCharsets.US_ASCII)).putInt((int) size).array();
  }

  private static byte[] start(String name, long size) {
    return joined(header(name, size), "WAVE".getBytes(StandardCharsets.US_ASCII));
  }

  private static float[] read(byte[]... parts) {
    return Waveform.read(new ByteArrayInputStream(joined(parts))).samples();
  }

  private static void assertRefused(String message, byte[]... parts) {
    assertThatThrownBy(() -> read(parts))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(message);
  }

  /** FFmpeg, arecord, mpg123, SoX, and SoX with frames of 6 bytes. */
  @ParameterizedTest
  @ValueSource(longs = {0xffffffffL, 0x80000000L, 0x7fffffffL, 0x7ffff000L, 0x7fffeffcL, 0})
  void aLengthThatWasNotKnownYetMeansToTheEnd(long size) {
    assertThat(read(start("RIFF", size), FORMAT, header("data", size), BYTES))
        .containsExactly(SAMPLES);
    assertThat(read(start("RIFF", size + 36), FORMAT, INFO, header("data", size), BYTES))
        .containsExactly(SAMPLES);
    assertThat(read(start("RIFF", 42), FORMAT, header("data", size), BYTES))
        .containsExactly(SAMPLES);
  }

  @Test
  void anEmptyRecordingIsNotWhatFollowsIt() {
    assertThat(read(riff(FORMAT, header("data", 0)))).isEmpty();
    assertThat(read(riff(FORMAT, header("data", 0), INFO))).isEmpty();
  }

  @Test
  void aFrameThatIsNotWholeIsLeftOutOfAPipe() {
    assertThat(read(start("RIFF", -1), FORMAT, header("data", -1), BYTES, new byte[1]))
        .containsExactly(SAMPLES);
  }

  private static byte[] ds64(long dataSize, byte[]... table) {
    byte[] sizes = data(28).putLong(1000).putLong(dataSize).putLong(3).putInt(table.length).array();
    return chunk("ds64", joined(sizes, joined(table)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RF64", "BW64"})
  void filesBeyondFourGigabytesTellTheirLengthInDs64(String kind) {
    byte[] start = start(kind, -1);
    byte[] data = header("data", -1);
    assertThat(read(start, ds64(6), FORMAT, data, BYTES)).containsExactly(SAMPLES);
    assertThat(read(start, ds64(6), FORMAT, data, BYTES, INFO)).containsExactly(SAMPLES);
    assertThat(read(start, ds64(6), FORMAT, header("data", 6), BYTES)).containsExactly(SAMPLES);
    // A writer that was cut off, or wrote into a pipe, never came back to say.
    assertThat(read(start, ds64(0), FORMAT, data, BYTES)).containsExactly(SAMPLES);
    assertThat(read(start, ds64(-1), FORMAT, data, BYTES)).containsExactly(SAMPLES);
    assertThat(read(start, FORMAT, data, BYTES)).containsExactly(SAMPLES);
    byte[] large = joined("axml".getBytes(StandardCharsets.US_ASCII), data(8).putLong(4).array());
    assertThat(read(start, ds64(6, large), FORMAT, header("axml", -1), new byte[4], data, BYTES))
        .containsExactly(SAMPLES);
    assertRefused("claims 10 bytes of samples but only 6", start, ds64(10), FORMAT, data, BYTES);
  }

  @Test
  void otherChunksHaveAnyLengthAndPlace() {
    for (int length : new int[] {0, 1, 2, 602, 603, 300_000, 300_001}) {
      for (String name : List.of("LIST", "bext", "JUNK", "note", "id3 ", "fact", "zzzz")) {
        byte[] other = chunk(name, new byte[length]);
        assertThat(read(riff(other, FORMAT, other, chunk("data", BYTES), other)))
            .as("%s of %d", name, length)
            .containsExactly(SAMPLES);
      }
    }
  }

  @Test
  void anOddChunkMayLackItsPaddingOrPadItWithAnything() {
    byte[] text = new byte[603];
    Arrays.fill(text, (byte) 'x');
    byte[] odd = joined(header("note", 603), text);
    byte[] data = chunk("data", BYTES);
    assertThat(read(riff(odd, FORMAT, data))).containsExactly(SAMPLES);
    assertThat(read(riff(FORMAT, odd, data))).containsExactly(SAMPLES);
    assertThat(read(riff(FORMAT, odd, odd, data))).containsExactly(SAMPLES);
    byte[] padded = joined(odd, new byte[] {' '});
    assertThat(read(riff(padded, FORMAT, padded, data))).containsExactly(SAMPLES);
    assertThat(read(riff(FORMAT, joined(odd, new byte[] {'d'}), data))).containsExactly(SAMPLES);
  }

  @Test
  void theFormatMayComeLastOrTwiceOrBeLong() {
    byte[] data = chunk("data", BYTES);
    assertThat(read(riff(data, FORMAT))).containsExactly(SAMPLES);
    assertThat(read(riff(INFO, data, INFO, FORMAT, INFO))).containsExactly(SAMPLES);
    assertThat(read(riff(FORMAT, format(PCM, 2, 16_000, 8), data))).containsExactly(SAMPLES);
    byte[] longer = chunk("fmt ", joined(fields(PCM, 1, 8000, 16), new byte[2], new byte[500]));
    assertThat(read(riff(longer, data))).containsExactly(SAMPLES);
    byte[] odd = chunk("fmt ", joined(fields(PCM, 1, 8000, 16), new byte[1]));
    assertThat(read(riff(odd, data))).containsExactly(SAMPLES);
  }

  @Test
  void bigEndianFilesAreRead() {
    byte[] content =
        ByteBuffer.allocate(50)
            .order(ByteOrder.BIG_ENDIAN)
            .put("RIFX".getBytes(StandardCharsets.US_ASCII))
            .putInt(42)
            .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
            .putInt(16)
            .putShort((short) 1)
            .putShort((short) 1)
            .putInt(8000)
            .putInt(16_000)
            .putShort((short) 2)
            .putShort((short) 16)
            .put("data".getBytes(StandardCharsets.US_ASCII))
            .putInt(6)
            .putShort((short) 16384)
            .putShort((short) -8192)
            .putShort((short) 4096)
            .array();
    assertThat(read(content)).containsExactly(SAMPLES);
  }

  @Test
  void extensibleFormatsTellTheSamplesWithinTheirContainers() {
    byte[] samples = data(8).putInt(1 << 30).putInt(-(1 << 29)).array();
    byte[] format = extensible(PCM, 1, 32);
    format[8 + 18] = 24; // valid bits
    assertThat(read(riff(format, chunk("data", samples)))).containsExactly(0.5f, -0.25f);
    byte[] plain = format(PCM, 1, 8000, 24);
    plain[8 + 12] = 4; // bytes of a frame
    assertThat(read(riff(plain, chunk("data", samples)))).containsExactly(0.5f, -0.25f);
    byte[] careless = format(PCM, 1, 8000, 16);
    careless[8 + 12] = 0;
    assertThat(read(riff(careless, chunk("data", BYTES)))).containsExactly(SAMPLES);
  }

  @Test
  void compandedSamplesAreThoseOfItsStandard() {
    byte[] codes = {(byte) 0xd5, 0x55, (byte) 0x80, 0x2a, (byte) 0xaa};
    assertThat(read(riff(format(6, 1, 8000, 8), chunk("data", codes))))
        .containsExactly(8 / 32768f, -8 / 32768f, 5504 / 32768f, -32256 / 32768f, 32256 / 32768f);
  }

  @Test
  void otherCodingsAreNamedWithWhatToDo() {
    byte[] data = chunk("data", new byte[512]);
    assertRefused("a WAV file of Microsoft ADPCM", riff(format(2, 1, 8000, 4), data));
    assertRefused(
        "a WAV file of IMA ADPCM (format tag 0x0011)", riff(format(0x11, 1, 8000, 4), data));
    assertRefused("of GSM 6.10", riff(format(0x31, 1, 8000, 0), data));
    assertRefused(
        "of MP3 (format tag 0x0055); convert it to PCM", riff(format(0x55, 1, 8000, 0), data));
    assertRefused(
        "of a coding unknown here (format tag 0x1234)", riff(format(0x1234, 1, 8000, 8), data));
  }

  @Test
  void otherFilesAreNamedForWhatTheyAre() {
    assertNamed("an MP3 file; convert it to WAV", "\u00ff\u00f3@\u00c4\0\u0013\b");
    assertNamed("an MP3 file", "\u00ff\u00fb\u0090d");
    assertNamed("an MP3 file, or another with an ID3 tag", "ID3\3\0\0\0\0\0\n");
    assertNamed("an AAC file", "\u00ff\u00f1P\u0080");
    assertNamed("an Ogg Opus file", "OggS\0\2" + "\0".repeat(22) + "OpusHead\1");
    assertNamed("an Ogg Vorbis file", "OggS\0\2" + "\0".repeat(22) + "\1vorbis");
    assertNamed("an MP4 or M4A file", "\0\0\0 ftypM4A ");
    assertNamed("a WebM or Matroska file", "\u001aE\u00df\u00a3");
    assertNamed("a NIST SPHERE file", "NIST_1A\n   1024\n");
    assertNamed("a web page, not the file itself; download it again", "\n<!DOCTYPE html><html>");
    assertNamed("'git lfs pull'", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a");
    assertNamed("a JSON text", "{\"error\": \"Entry not found\"}");
    assertNamed("a text; give a recording", "Entry not found");
    assertNamed("a zip archive; unpack it first", "PK\3\4\24\0");
    assertNamed("a gzip archive; unpack it first", "\u001f\u008b\b\0");
    assertNamed("a NumPy array", "\u0093NUMPY\1\0");
    assertNamed("form 'AVI '", "RIFF\u00ff\0\0\0AVI LIST");
    assertNamed("ends within its header", "RIFF\u00ff\0\0");
  }

  private static void assertNamed(String what, String content) {
    assertRefused(what, content.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void floatsOfIntegersAreDoubted() {
    byte[] floats = data(8).putFloat(32767).putFloat(-12_000).array();
    Waveform wave =
        Waveform.read(
            new ByteArrayInputStream(riff(format(FLOAT, 1, 8000, 32), chunk("data", floats))));
    assertThat(wave.samples()).containsExactly(32767, -12_000);
    assertThat(wave.peak()).isEqualTo(32767);
    assertThat(wave.scaleDoubt().orElseThrow())
        .contains("its samples reach 32767", "divide them by 32768");
    assertThat(Waveform.of(new float[] {0, -3.5f}, 8000).scaleDoubt()).isEmpty();
    assertThat(Waveform.of(new float[] {1e9f}, 8000).scaleDoubt().orElseThrow())
        .contains("divide them by their full scale");
  }

  @Test
  void streamsAreReadInSmallPiecesAndWrittenAsFilesAre() throws IOException {
    byte[] file = riff(chunk("JUNK", new byte[70_001]), FORMAT, chunk("data", BYTES));
    InputStream slow =
        new ByteArrayInputStream(file) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(7, length));
          }
        };
    assertThat(Waveform.read(slow).samples()).containsExactly(SAMPLES);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Waveform.of(SAMPLES, 8000).write(out);
    assertThat(out.toByteArray()).isEqualTo(riff(FORMAT, chunk("data", BYTES)));
    out.reset();
    Waveform.of(SAMPLES, 8000).write(out, Waveform.Encoding.FLOAT_32);
    assertThat(read(out.toByteArray())).containsExactly(SAMPLES);
  }
}
