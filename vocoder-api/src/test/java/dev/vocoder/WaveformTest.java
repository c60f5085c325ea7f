package dev.vocoder;

import static dev.vocoder.internal.audio.WavBytes.FLOAT;
import static dev.vocoder.internal.audio.WavBytes.PCM;
import static dev.vocoder.internal.audio.WavBytes.chunk;
import static dev.vocoder.internal.audio.WavBytes.data;
import static dev.vocoder.internal.audio.WavBytes.extensible;
import static dev.vocoder.internal.audio.WavBytes.format;
import static dev.vocoder.internal.audio.WavBytes.riff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.Waveform.Encoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaveformTest {
  @TempDir Path directory;

  @Test
  void samplesAreCopiedInAndOut() {
    float[] samples = {0.25f, -0.5f};
    Waveform waveform = Waveform.of(samples, 8000);
    samples[0] = 9;
    waveform.samples()[1] = 9;

    assertThat(waveform.samples()).containsExactly(0.25f, -0.5f);
    assertThat(waveform.length()).isEqualTo(2);
    assertThat(waveform.seconds()).isEqualTo(2 / 8000.0);
  }

  @Test
  void aSliceIsAStretchOfItsOwn() {
    Waveform wave = Waveform.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 22_050);
    Waveform slice = wave.slice(1, 3);
    assertThat(slice.samples()).containsExactly(0.2f, 0.3f);
    assertThat(slice.sampleRate()).isEqualTo(22_050);
    assertThat(wave.slice(4, 4).length()).isZero();
    assertThatThrownBy(() -> wave.slice(3, 5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void samplesThatAreNotFiniteAndRatesThatAreNotPositiveAreRefused() {
    assertThatThrownBy(() -> Waveform.of(new float[] {0, Float.NaN}, 8000))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("Sample 1 of 2 is NaN");
    assertThatThrownBy(() -> Waveform.of(new float[] {Float.NEGATIVE_INFINITY}, 8000))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("-Infinity");
    assertThatThrownBy(() -> Waveform.of(new float[1], 0))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("0 Hz");
  }

  @Test
  void integersOfEveryDepthAreScaledByTheirPowerOfTwo() {
    byte[] eight = data(4).put((byte) 0).put((byte) 128).put((byte) 129).put((byte) 255).array();
    assertThat(read(riff(format(PCM, 1, 8000, 8), chunk("data", eight))))
        .containsExactly(-1, 0, 1 / 128f, 127 / 128f);

    byte[] sixteen =
        data(8)
            .putShort((short) -32768)
            .putShort((short) 0)
            .putShort((short) 1)
            .putShort((short) 32767)
            .array();
    assertThat(read(riff(format(PCM, 1, 8000, 16), chunk("data", sixteen))))
        .containsExactly(-1, 0, 1 / 32768f, 32767 / 32768f);

    byte[] twentyFour = {0, 0, (byte) 0x80, 1, 0, 0, (byte) 0xff, (byte) 0xff, 0x7f};
    assertThat(read(riff(format(PCM, 1, 8000, 24), chunk("data", twentyFour))))
        .containsExactly(-1, 1 / 8388608f, 8388607 / 8388608f);

    byte[] thirtyTwo = data(12).putInt(Integer.MIN_VALUE).putInt(1 << 30).putInt(-1).array();
    assertThat(read(riff(format(PCM, 1, 8000, 32), chunk("data", thirtyTwo))))
        .containsExactly(-1, 0.5f, -0x1p-31f);
  }

  @Test
  void floatsOfBothSizesAreTakenAsTheyAre() {
    byte[] single = data(8).putFloat(0.1f).putFloat(-1.5f).array();
    assertThat(read(riff(format(FLOAT, 1, 8000, 32), chunk("data", single))))
        .containsExactly(0.1f, -1.5f);

    byte[] twice = data(16).putDouble(0.1).putDouble(-1.5).array();
    assertThat(read(riff(format(FLOAT, 1, 8000, 64), chunk("data", twice))))
        .containsExactly(0.1f, -1.5f);
  }

  @Test
  void extensibleFormatsAreRead() {
    byte[] sixteen = data(4).putShort((short) 16384).putShort((short) -16384).array();
    assertThat(read(riff(extensible(PCM, 1, 16), chunk("data", sixteen))))
        .containsExactly(0.5f, -0.5f);

    byte[] single = data(8).putFloat(0.1f).putFloat(-1.5f).array();
    assertThat(read(riff(extensible(FLOAT, 1, 32), chunk("data", single))))
        .containsExactly(0.1f, -1.5f);
  }

  @Test
  void channelsAreAveraged() {
    byte[] stereo =
        data(8)
            .putShort((short) 16384)
            .putShort((short) 0)
            .putShort((short) -8192)
            .putShort((short) 8192)
            .array();
    assertThat(read(riff(format(PCM, 2, 8000, 16), chunk("data", stereo))))
        .containsExactly(0.25f, 0);

    byte[] six =
        data(24)
            .putFloat(0.6f)
            .putFloat(0.6f)
            .putFloat(0)
            .putFloat(0)
            .putFloat(0)
            .putFloat(0)
            .array();
    assertThat(read(riff(format(FLOAT, 6, 8000, 32), chunk("data", six)))).containsExactly(0.2f);
  }

  @Test
  void bigEndianAndCompandedFilesOfTheJdkAreRead() throws IOException {
    Waveform waveform = Waveform.of(new float[] {0.5f, -0.25f, 0}, 8000);
    for (AudioFileFormat.Type type :
        new AudioFileFormat.Type[] {AudioFileFormat.Type.AIFF, AudioFileFormat.Type.AU}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      AudioSystem.write(waveform.toAudioInputStream(), type, out);
      assertThat(read(out.toByteArray())).containsExactly(0.5f, -0.25f, 0);
    }
    byte[] muLaw = {
      (byte) 0xff, 0x00, (byte) 0x80
    }; // G.711: 0, the most negative, the most positive
    assertThat(read(riff(format(7, 1, 8000, 8), chunk("data", muLaw))))
        .containsExactly(0, -32124 / 32768f, 32124 / 32768f);
  }

  @Test
  void otherChunksMayComeFirstAndBePaddedAndTheLengthOfTheWholeMayBeWrong() {
    byte[] samples = data(4).putShort((short) 16384).putShort((short) -16384).array();
    byte[] odd = chunk("LIST", new byte[5]);
    byte[] format = format(PCM, 1, 8000, 16);
    byte[] file = riff(odd, format, odd, chunk("data", samples), odd);
    assertThat(read(file)).containsExactly(0.5f, -0.5f);

    byte[] broadcast = chunk("bext", new byte[100_000]);
    assertThat(read(riff(broadcast, extensible(PCM, 1, 16), chunk("data", samples))))
        .containsExactly(0.5f, -0.5f);

    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 0);
    assertThat(read(file)).containsExactly(0.5f, -0.5f);
  }

  @ParameterizedTest
  @ValueSource(longs = {14, 1_000_000, 0x7fefffffL})
  void dataThatClaimsMoreThanTheFileHoldsIsRefused(long claim) {
    byte[] file = riff(format(PCM, 1, 8000, 16), chunk("data", new byte[12]));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(40, (int) claim);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("claims %d bytes of samples but only 12 are there", claim & ~1L);
  }

  @Test
  void filesWithoutUsableAudioAreRefusedByName() throws IOException {
    assertRefused(new byte[0], "is empty");
    assertRefused(
        "not audio at all, whatever its name".getBytes(StandardCharsets.UTF_8), "not audio");
    assertRefused("MThd\0\0\0\6\0\0\0\1\0\1".getBytes(StandardCharsets.US_ASCII), "MIDI");
    assertRefused(riff(format(PCM, 1, 8000, 16)), "not audio");
    byte[] data = chunk("data", new byte[12]);
    assertRefused(riff(format(PCM, 0, 8000, 16), data), "not audio");
    assertRefused(riff(format(PCM, 1, 0, 16), data), "rate is 0.0 Hz, not 1000 to 768000");
    assertRefused(riff(format(PCM, 1, 2_000_000, 16), data), "not 1000 to 768000");
    assertRefused(riff(format(PCM, 1, 8000, 64), data), "cannot be decoded");
    assertRefused(riff(extensible(FLOAT, 1, 24), data), "cannot be decoded");
    byte[] nan = data(8).putFloat(0).putFloat(Float.NaN).array();
    assertRefused(riff(format(FLOAT, 1, 8000, 32), chunk("data", nan)), "sample 1 is NaN");
    byte[] large = data(8).putDouble(1e300).array();
    assertRefused(riff(format(FLOAT, 1, 8000, 64), chunk("data", large)), "sample 0 is Infinity");
  }

  @Test
  void missingFilesDirectoriesAndFailingStreamsAreRefused() throws IOException {
    Path missing = directory.resolve("missing.wav");
    assertThatThrownBy(() -> Waveform.read(missing))
        .isInstanceOf(FileException.class)
        .hasMessage("Cannot read %s: no such file.", missing);
    assertThatThrownBy(() -> Waveform.read(directory))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("is a directory");
    InputStream failing = InputStream.nullInputStream();
    failing.close();
    assertThatThrownBy(() -> Waveform.read(failing))
        .isInstanceOf(FileException.class)
        .hasMessage("Cannot read the stream: Stream closed.");
  }

  /** Every truncation, and every byte of the headers flipped in several ways. */
  @Test
  void damagedFilesAreReadOrRefusedButNeverFailOtherwise() {
    byte[] samples = new byte[24];
    new Random(1).nextBytes(samples);
    byte[][] valid = {
      riff(format(PCM, 1, 8000, 16), chunk("LIST", new byte[5]), chunk("data", samples)),
      riff(format(PCM, 2, 8000, 24), chunk("data", samples)),
      riff(format(FLOAT, 1, 8000, 32), chunk("data", new byte[24])),
      riff(format(7, 1, 8000, 8), chunk("data", samples)),
      riff(extensible(PCM, 1, 16), chunk("data", samples)),
      riff(extensible(FLOAT, 1, 32), chunk("data", new byte[24])),
    };
    int refused = 0;
    for (byte[] file : valid) {
      assertThat(read(file)).isNotEmpty();
      for (int length = 0; length < file.length; length++) {
        refused += readOrRefuse(Arrays.copyOf(file, length)) ? 0 : 1;
      }
      for (int at = 0; at < file.length; at++) {
        for (int flip : new int[] {0x01, 0x02, 0x10, 0x7f, 0x80, 0xff}) {
          byte[] damaged = file.clone();
          damaged[at] ^= (byte) flip;
          refused += readOrRefuse(damaged) ? 0 : 1;
        }
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void whatWasReadFromAnEncodingIsWrittenBackUnchanged(Encoding encoding) throws IOException {
    float[] samples = new float[70_001];
    int bits =
        switch (encoding) {
          case PCM_8 -> 8;
          case PCM_16 -> 16;
          case PCM_24, PCM_32, FLOAT_32 -> 24; // what a float holds
        };
    Random random = new Random(7);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (random.nextInt(1 << bits) - (1 << (bits - 1))) / (float) (1 << (bits - 1));
    }
    Path first = directory.resolve("first.wav");
    Path second = directory.resolve("second.wav");

    Waveform.of(samples, 22_050).write(first, encoding);
    Waveform.read(first).write(second, encoding);

    assertThat(Waveform.read(first).samples()).containsExactly(samples);
    assertThat(Waveform.read(first).sampleRate()).isEqualTo(22_050);
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void integersAreRoundedAndClippedNotWrapped() throws IOException {
    Waveform waveform =
        Waveform.of(new float[] {1, 1.7f, -1, -3e38f, 0.6f / 32768, 0.4f / 32768}, 8000);
    for (Encoding encoding :
        new Encoding[] {Encoding.PCM_8, Encoding.PCM_16, Encoding.PCM_24, Encoding.PCM_32}) {
      Path file = directory.resolve(encoding + ".wav");
      waveform.write(file, encoding);
      float[] read = Waveform.read(file).samples();
      assertThat(read[0]).as("%s", encoding).isBetween(127 / 128f, 1f);
      assertThat(read[1]).as("%s", encoding).isEqualTo(read[0]);
      assertThat(read[2]).as("%s", encoding).isEqualTo(-1);
      assertThat(read[3]).as("%s", encoding).isEqualTo(-1);
    }
    assertThat(Waveform.read(directory.resolve("PCM_16.wav")).samples())
        .containsExactly(32767 / 32768f, 32767 / 32768f, -1, -1, 1 / 32768f, 0);
  }

  @Test
  void floatFilesKeepSamplesExactlyAndAlsoBeyondOne() {
    float[] samples = {0.1f, -1.5f, 3e38f, Float.MIN_VALUE};
    Path file = directory.resolve("float.wav");
    Waveform.of(samples, 48_000).write(file, Encoding.FLOAT_32);
    assertThat(Waveform.read(file).samples()).containsExactly(samples);
  }

  @Test
  void sixteenBitFilesHaveTheCanonicalHeader() throws IOException {
    Path file = directory.resolve("canonical.wav");
    Waveform.of(new float[] {0.5f, -0.5f}, 22_050).write(file);
    byte[] samples = data(4).putShort((short) 16384).putShort((short) -16384).array();
    assertThat(Files.readAllBytes(file))
        .isEqualTo(riff(format(PCM, 1, 22_050, 16), chunk("data", samples)));
  }

  @Test
  void emptyWaveformsAreWrittenAndReadBack() {
    for (Encoding encoding : Encoding.values()) {
      Path file = directory.resolve(encoding + ".wav");
      Waveform.of(new float[0], 16_000).write(file, encoding);
      assertThat(Waveform.read(file).length()).isZero();
    }
  }

  @Test
  void playbackStreamsAreSixteenBitPcm() throws IOException {
    Waveform waveform = Waveform.of(new float[] {0.5f, -2}, 22_050);
    try (AudioInputStream stream = waveform.toAudioInputStream()) {
      AudioFormat format = stream.getFormat();
      assertThat(format.getEncoding()).isEqualTo(AudioFormat.Encoding.PCM_SIGNED);
      assertThat(format.getSampleSizeInBits()).isEqualTo(16);
      assertThat(format.getSampleRate()).isEqualTo(22_050);
      assertThat(stream.getFrameLength()).isEqualTo(2);
      assertThat(stream.readAllBytes()).containsExactly(0, 0x40, 0, 0x80);
    }
  }

  private void assertRefused(byte[] content, String reason) throws IOException {
    Path file = directory.resolve("recording.wav");
    Files.write(file, content);
    assertThatThrownBy(() -> Waveform.read(file))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("recording.wav")
        .hasMessageContaining(reason);
  }

  private static boolean readOrRefuse(byte[] file) {
    try {
      assertThat(read(file).length).isLessThanOrEqualTo(file.length);
      return true;
    } catch (FileException e) {
      return false;
    }
  }

  private static float[] read(byte[] file) {
    return Waveform.read(new ByteArrayInputStream(file)).samples();
  }
}
