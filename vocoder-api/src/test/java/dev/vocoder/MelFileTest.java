package dev.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.internal.file.NpyArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mels as acoustic models and their scripts save them: three bands, two frames. */
class MelFileTest {
  private static final MelFormat THREE_BANDS = MelFormat.HIFIGAN.toBuilder().bands(3).build();
  private static final float[] BAND_MAJOR = {-1, -2, -3, -4, -5.5f, -6.25f};
  private static final float[] FRAME_MAJOR = {-1, -3, -5.5f, -2, -4, -6.25f};

  @TempDir Path directory;

  private static byte[] npy(String type, boolean fortran, int[] shape, float... values) {
    String axes = Arrays.toString(shape).replace("[", "(").replace("]", ",)");
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(type, fortran ? "True" : "False", axes);
    int size = type.charAt(2) - '0';
    ByteBuffer buffer =
        ByteBuffer.allocate(10 + header.length() + size * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    buffer.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    buffer.order(type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (size) {
        case 2 -> buffer.putShort(half(value));
        case 4 -> buffer.putFloat(value);
        default -> buffer.putDouble(value);
      }
    }
    return buffer.array();
  }

  /** Of numbers from 0.5 to 8, as these are. */
  private static short half(float value) {
    int bits = Float.floatToIntBits(value);
    int exponent = ((bits >> 23) & 0xff) - 127 + 15;
    return (short) ((bits >>> 31 << 15) | (exponent << 10) | ((bits >> 13) & 0x3ff));
  }

  private MelSpectrogram read(byte[] content) throws IOException {
    return MelSpectrogram.read(Files.write(directory.resolve("mel.bin"), content), THREE_BANDS);
  }

  private void assertRead(byte[] content) throws IOException {
    MelSpectrogram mel = read(content);
    assertThat(mel.frames()).isEqualTo(2);
    assertThat(mel.values()).containsExactly(BAND_MAJOR);
    assertThat(mel.diagnose(THREE_BANDS)).isEmpty();
    assertThat(MelSpectrogram.read(new ByteArrayInputStream(content), THREE_BANDS).values())
        .containsExactly(BAND_MAJOR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<f2", ">f2", "<f4", ">f4", "<f8", ">f8"})
  void everyFloatOfEitherByteOrderIsRead(String type) throws IOException {
    assertRead(npy(type, false, new int[] {3, 2}, BAND_MAJOR));
    assertRead(npy(type, true, new int[] {3, 2}, FRAME_MAJOR));
    assertRead(npy(type, false, new int[] {2, 3}, FRAME_MAJOR));
    assertRead(npy(type, true, new int[] {2, 3}, BAND_MAJOR));
  }

  @Test
  void halvesAreWhatTheirBitsSay() {
    byte[] file = npy("<f2", false, new int[] {7}, 0, 0, 0, 0, 0, 0, 0);
    ByteBuffer halves = ByteBuffer.wrap(file, file.length - 14, 14).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits : new int[] {0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x3555, 0x8000}) {
      halves.putShort((short) bits);
    }
    assertThat(NpyArray.read(file, "halves").values())
        .containsExactly(1, -2, 0x1p-24f, 0x3ff * 0x1p-24f, 65_504, 0.33325195f, -0f);
  }

  @Test
  void axesOfLengthOneDoNotCountAndTheBandsTellTheOrder() throws IOException {
    for (int[] shape : new int[][] {{1, 3, 2}, {1, 1, 3, 2}, {3, 1, 2}, {3, 2, 1}, {1, 3, 2, 1}}) {
      assertRead(npy("<f4", false, shape, BAND_MAJOR));
    }
    for (int[] shape : new int[][] {{1, 2, 3}, {1, 1, 2, 3}, {2, 1, 3}, {2, 3, 1}, {1, 2, 1, 3}}) {
      assertRead(npy("<f4", false, shape, FRAME_MAJOR));
    }
    for (int[] shape : new int[][] {{3, 1}, {1, 3}, {1, 1, 3}, {1, 3, 1}}) {
      assertThat(read(npy("<f4", false, shape, -1, -2, -3)).toArray())
          .isDeepEqualTo(new float[][] {{-1}, {-2}, {-3}});
    }
  }

  @Test
  void aSquareIsTakenForBandsFirstAndSaysSo() throws IOException {
    MelSpectrogram mel =
        read(npy("<f4", false, new int[] {3, 3}, -1, -2, -3, -4, -5, -6, -7, -8, -9));
    assertThat(mel.value(0, 2)).isEqualTo(-3);
    assertThat(mel.diagnose(THREE_BANDS))
        .extracting(MelFinding::message)
        .containsExactly(
            "it is 3 x 3: assumed are bands x frames; if it is frames x bands, transpose it.");
    assertThat(mel.diagnose(THREE_BANDS).get(0).kind()).isEqualTo(MelFinding.Kind.ASSUMPTION);
  }

  @Test
  void whatIsNoMelIsRefusedWithItsShape() {
    assertRefused(
        "shape [4, 2, 3]; expected (3, frames)",
        npy("<f4", false, new int[] {4, 2, 3}, new float[24]));
    assertRefused(
        "It holds 4 mels; save each by itself",
        npy("<f4", false, new int[] {4, 2, 3}, new float[24]));
    assertRefused(
        "the number of bands that it was trained on",
        npy("<f4", false, new int[] {5, 2}, new float[10]));
    assertRefused("shape [6]", npy("<f4", false, new int[] {6}, new float[6]));
    assertRefused("shape [3]", npy("<f4", false, new int[] {3}, new float[3]));
    assertRefused("0 frames", npy("<f4", false, new int[] {3, 0}));
  }

  private void assertRefused(String message, byte[] content) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(VocoderException.class)
        .hasMessageContaining("mel.bin")
        .hasMessageContaining(message);
  }

  private static byte[] zip(Object... namesAndContents) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
        zip.write((byte[]) namesAndContents[i + 1]);
      }
    }
    return out.toByteArray();
  }

  @Test
  void theOneArrayOfAnArchiveIsTaken() throws IOException {
    assertRead(zip("arr_0.npy", npy("<f4", false, new int[] {3, 2}, BAND_MAJOR)));
    assertRead(zip("anything.npy", npy(">f8", false, new int[] {1, 2, 3}, FRAME_MAJOR)));
  }

  @Test
  void ofSeveralArraysTheMelIsTakenByItsShapeOrName() throws IOException {
    byte[] mel = npy("<f4", false, new int[] {3, 2}, BAND_MAJOR);
    byte[] other = npy("<f4", false, new int[] {3, 2}, new float[6]);
    byte[] length = npy("<f4", false, new int[] {1}, 2);
    byte[] integers = npy("<i4", false, new int[] {2}, 1, 2);
    MelSpectrogram read = read(zip("durations.npy", length, "m.npy", mel, "text.npy", integers));
    assertThat(read.values()).containsExactly(BAND_MAJOR);
    assertThat(read.diagnose(THREE_BANDS))
        .extracting(MelFinding::message)
        .containsExactly("of its arrays (durations [1], m [3, 2]), m is taken for the mel.");
    assertThat(read(zip("target.npy", other, "mel.npy", mel)).values()).containsExactly(BAND_MAJOR);
    assertThat(read(zip("mel_outputs.npy", other, "mel_outputs_postnet.npy", mel)).values())
        .containsExactly(BAND_MAJOR);
    assertThat(read(zip("Mel.npy", mel, "mel_target.npy", other)).values())
        .containsExactly(BAND_MAJOR);
    assertRefused("several arrays that may be the mel (a, b)", zip("a.npy", mel, "b.npy", other));
    assertRefused(
        "holds durations [1], n [5], none of which is a mel of this model's 3 bands",
        zip("durations.npy", length, "n.npy", npy("<f4", false, new int[] {5}, new float[5])));
    assertRefused("its elements are <i4", zip("ids.npy", integers));
  }

  @Test
  void aDamagedArchiveIsRefused() throws IOException {
    byte[] archive = zip("mel.npy", npy("<f4", false, new int[] {3, 2}, BAND_MAJOR));
    for (int length = 2; length < archive.length; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(VocoderException.class);
    }
    for (int at = 4; at < archive.length; at++) {
      byte[] damaged = archive.clone();
      damaged[at] ^= 0x11;
      try {
        read(damaged);
      } catch (VocoderException e) {
        assertThat(e).hasMessageContaining("mel.bin");
      }
    }
  }

  @Test
  void anArchiveThatUnpacksWithoutEndIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < 3; i++) {
        zip.putNextEntry(new ZipEntry("a%d.npy".formatted(i)));
        byte[] zeros = new byte[1 << 20];
        for (int block = 0; block < 90; block++) {
          zip.write(zeros);
        }
      }
    }
    assertRefused("unpacks to more than 256 MiB", out.toByteArray());
  }

  @Test
  void otherFilesAreNamedForWhatTheyAre() throws IOException {
    assertRefused("a RIFF file, such as a WAV recording, not a mel", text("RIFF\1\0\0\0WAVEfmt "));
    assertRefused(
        "a FLAC file, not a mel spectrogram; make one of it with 'vocoder mel'", text("fLaC\0"));
    assertRefused(
        "a Git LFS pointer to the real file", text("version https://git-lfs.github.com/"));
    assertRefused("a web page, not the file itself", text("<html>"));
    assertRefused("a picture; save the mel with numpy.save", text("\u0089PNG\r\n"));
    assertRefused("a text", text("-1.5 -2.5 -3.5\n"));
    assertRefused("an HDF5 file", text("\u0089HDF\r\n"));
    assertRefused("it ends within its header", new byte[0]);
    assertRefused("its elements are |O", npy("|O8", false, new int[] {3, 2}, BAND_MAJOR));
    // Reading what torch.save writes takes the other module.
    assertNeeds("vocoder-core", zip("archive/data.pkl", new byte[] {(byte) 0x80, 2, 'N', '.'}));
  }

  private void assertNeeds(String message, byte[] content) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(message);
  }

  private static byte[] text(String content) {
    return content.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aMelIsWrittenToAStreamAsToAFile() throws IOException {
    MelSpectrogram mel = MelSpectrogram.of(BAND_MAJOR, 2, THREE_BANDS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    mel.write(out);
    Path file = directory.resolve("mel.npy");
    mel.write(file);
    assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(file));
  }
}
