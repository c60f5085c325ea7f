package dev.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelFormat.LogScale;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.internal.file.NpyArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MelSpectrogramTest {
  private static final MelFormat TWO_BANDS =
      MelFormat.HIFIGAN.toBuilder().bands(2).logFloor(1e-5).build();
  private static final float[][] VALUES = {{-1, 0, 1}, {-2, -4, -6}};

  @TempDir Path directory;

  @Test
  void valuesAreBandsByFramesCopiedInAndOut() {
    float[][] values = {{-1, 0, 1}, {-2, -4, -6}};
    MelSpectrogram mel = MelSpectrogram.of(values, TWO_BANDS);
    values[0][0] = 99;
    mel.values()[0] = 99;
    mel.toArray()[0][0] = 99;

    assertThat(mel.values()).containsExactly(-1, 0, 1, -2, -4, -6);
    assertThat(mel.toArray()).isDeepEqualTo(VALUES);
    assertThat(mel.value(1, 2)).isEqualTo(-6);
    assertThat(mel.bands()).isEqualTo(2);
    assertThat(mel.frames()).isEqualTo(3);
    assertThat(mel.seconds()).isCloseTo(3 * 256 / 22_050.0, within(1e-12));
    assertThat(MelSpectrogram.of(mel.values(), 3, TWO_BANDS).toArray()).isDeepEqualTo(VALUES);
  }

  @Test
  void wrongShapesAreRefused() {
    assertMelRefused(new float[80][3], "80 x 3; expected 2 bands x frames");
    assertMelRefused(new float[0][0], "0 x 0");
    assertMelRefused(new float[2][0], "0 frames; at least 1");
    assertMelRefused(new float[][] {{1, 2}, {1}}, "band 0 has 2 frames, band 1 has 1");
    assertThatThrownBy(() -> MelSpectrogram.of(new float[5], 3, TWO_BANDS))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("5 values; 2 bands x 3 frames need 6");
    assertThatThrownBy(() -> MelSpectrogram.of(new float[0], 0, TWO_BANDS))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("0 frames");
    assertThatThrownBy(() -> MelSpectrogram.of(new float[2], -1, TWO_BANDS))
        .isInstanceOf(MelException.class);
  }

  @Test
  void transposedArraysAreRefusedWithAHint() {
    assertMelRefused(new float[3][2], "3 x 2; expected 2 bands x frames. It looks transposed");
  }

  @Test
  void valuesThatAreNotFiniteAreRefusedWithTheirPlace() {
    assertMelRefused(new float[][] {{0, 0}, {0, Float.NaN}}, "NaN in band 1, frame 1");
    assertMelRefused(
        new float[][] {{0, Float.NEGATIVE_INFINITY}, {0, 0}}, "-Infinity in band 0, frame 1");
  }

  @Test
  void logarithmsConvertIntoEachOther() {
    MelSpectrogram mel = MelSpectrogram.of(VALUES, TWO_BANDS);
    MelFormat decimal = TWO_BANDS.toBuilder().logScale(LogScale.LOG10).build();
    MelFormat decibel = TWO_BANDS.toBuilder().logScale(LogScale.DECIBEL).build();

    MelSpectrogram log10 = mel.convertTo(decimal);
    MelSpectrogram db = log10.convertTo(decibel);
    MelSpectrogram back = db.convertTo(TWO_BANDS);

    assertThat(log10.format()).isEqualTo(decimal);
    assertThat(log10.value(0, 2)).isCloseTo(0.4342945f, within(1e-6f)); // log10(e)
    assertThat(db.value(0, 2)).isCloseTo(8.685890f, within(1e-5f)); // 20 log10(e)
    assertThat(db.value(1, 2)).isCloseTo(-52.11534f, within(1e-4f));
    assertThat(back.values()).containsExactly(mel.values(), within(1e-5f));
    assertThat(mel.convertTo(TWO_BANDS.toBuilder().build())).isSameAs(mel);
  }

  @Test
  void statisticsAreTakenOutPerBandAndPutBack() {
    MelFormat normalized =
        TWO_BANDS.toBuilder()
            .normalization(Optional.of(new Normalization(List.of(1f, -4f), List.of(2f, 0.5f))))
            .build();
    MelSpectrogram mel = MelSpectrogram.of(VALUES, TWO_BANDS);

    MelSpectrogram converted = mel.convertTo(normalized);

    assertThat(converted.values()).containsExactly(-1, -0.5f, 0, 4, 0, -4);
    assertThat(converted.convertTo(TWO_BANDS).values())
        .containsExactly(mel.values(), within(1e-6f));
    MelFormat other =
        TWO_BANDS.toBuilder()
            .normalization(Optional.of(new Normalization(List.of(0f, 0f), List.of(1f, 2f))))
            .build();
    assertThat(converted.convertTo(other).values())
        .containsExactly(new float[] {-1, 0, 1, -1, -2, -3}, within(1e-6f));
  }

  @Test
  void floorsCanBeRaisedButNotLowered() {
    MelFormat higher = TWO_BANDS.toBuilder().logFloor(Math.exp(-3)).build();
    MelSpectrogram mel = MelSpectrogram.of(VALUES, TWO_BANDS);

    MelSpectrogram raised = mel.convertTo(higher);

    assertThat(raised.values()).containsExactly(new float[] {-1, 0, 1, -2, -3, -3}, within(1e-6f));
    assertThatThrownBy(() -> raised.convertTo(TWO_BANDS)).isInstanceOf(MelException.class);
  }

  @Test
  void aFloorThatIsSilenceStandsForALowerOne() {
    MelFormat lower = TWO_BANDS.toBuilder().logFloor(1e-7).build();
    MelSpectrogram mel = MelSpectrogram.of(VALUES, TWO_BANDS);

    assertThat(mel.convertsTo(lower)).isTrue();
    assertThat(mel.convertTo(lower).values()).containsExactly(mel.values());
    assertThat(mel.convertTo(lower).format()).isEqualTo(lower);
    MelFormat louder = TWO_BANDS.toBuilder().logFloor(2e-5).build();
    assertThat(mel.convertTo(louder).convertsTo(lower)).isFalse();
    MelFormat power = TWO_BANDS.toBuilder().power(2).build(); // of power, 1e-5 is no silence
    MelFormat lowerPower = power.toBuilder().logFloor(1e-10).build();
    assertThat(MelSpectrogram.of(VALUES, power).convertsTo(lowerPower)).isFalse();
  }

  @Test
  void theRangeBelowTheMaximumCanBeNarrowedButNotWidened() {
    MelFormat narrow = TWO_BANDS.toBuilder().dynamicRange(4).build();
    MelSpectrogram mel = MelSpectrogram.of(VALUES, TWO_BANDS);

    MelSpectrogram narrowed = mel.convertTo(narrow);

    assertThat(narrowed.values()).containsExactly(-1, 0, 1, -2, -3, -3);
    assertThatThrownBy(() -> narrowed.convertTo(TWO_BANDS)).isInstanceOf(MelException.class);
    double same = 4 * LogScale.DECIBEL.perNeper();
    MelFormat decibel = narrow.toBuilder().logScale(LogScale.DECIBEL).dynamicRange(same).build();
    assertThat(narrowed.convertTo(decibel).convertTo(narrow).values())
        .containsExactly(narrowed.values(), within(1e-5f));
  }

  @Test
  void conversionsThatLackInformationAreRefusedNamingBothFormats() {
    MelSpectrogram mel = MelSpectrogram.of(new float[80][3], MelFormat.HIFIGAN);
    for (MelFormat other :
        List.of(
            MelFormat.MELGAN,
            MelFormat.SPEECHT5,
            MelFormat.KERAS_MELGAN,
            MelFormat.HIFIGAN.toBuilder().hopSize(300).build(),
            MelFormat.HIFIGAN.toBuilder().bands(100).build())) {
      assertThatThrownBy(() -> mel.convertTo(other))
          .isInstanceOf(MelException.class)
          .hasMessageContaining("Found: " + MelFormat.HIFIGAN)
          .hasMessageContaining("Needed: " + other);
    }
    MelFormat normalized =
        TWO_BANDS.toBuilder()
            .normalization(Optional.of(new Normalization(List.of(0f, 0f), List.of(1f, 1f))))
            .build();
    assertThatThrownBy(() -> mel.convertTo(normalized)).isInstanceOf(MelException.class);
  }

  @Test
  void conversionsThatOverflowAreRefused() {
    MelFormat tiny =
        TWO_BANDS.toBuilder()
            .normalization(
                Optional.of(new Normalization(List.of(0f, 0f), List.of(1f, Float.MIN_VALUE))))
            .build();
    assertThatThrownBy(() -> MelSpectrogram.of(VALUES, TWO_BANDS).convertTo(tiny))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("-Infinity in band 1");
  }

  @Test
  void filesOfEveryUnambiguousShapeAreRead() {
    MelSpectrogram mel = MelSpectrogram.of(VALUES, TWO_BANDS);
    Path file = directory.resolve("mel.npy");
    mel.write(file);
    assertThat(NpyArray.read(file).shape()).containsExactly(2, 3);
    assertThat(MelSpectrogram.read(file, TWO_BANDS).values()).containsExactly(mel.values());

    assertThat(written(new int[] {1, 2, 3}, -1, 0, 1, -2, -4, -6).toArray()).isDeepEqualTo(VALUES);
    assertThat(written(new int[] {3, 2}, -1, -2, 0, -4, 1, -6).toArray()).isDeepEqualTo(VALUES);
    assertThat(written(new int[] {2, 2}, 1, 2, 3, 4).values()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void filesOfOtherShapesOrValuesAreRefusedByName() {
    assertFileRefused(new int[] {6}, new float[6], "shape [6]; expected (2, frames)");
    assertFileRefused(new int[] {3, 4}, new float[12], "shape [3, 4]");
    assertFileRefused(new int[] {2, 2, 3}, new float[12], "shape [2, 2, 3]");
    assertFileRefused(new int[] {3, 3, 2}, new float[18], "It holds 3 mels");
    assertFileRefused(new int[] {}, new float[1], "shape []");
    assertFileRefused(new int[] {2, 0}, new float[0], "0 frames");
    assertFileRefused(new int[] {2, 1}, new float[] {0, Float.NaN}, "NaN in band 1, frame 0");
  }

  @Test
  void slicesJoinIntoTheWhole() {
    MelSpectrogram mel = MelSpectrogram.of(VALUES, TWO_BANDS);
    assertThat(mel.slice(1, 3).toArray()).isDeepEqualTo(new float[][] {{0, 1}, {-4, -6}});
    assertThat(mel.slice(0, 1).append(mel.slice(1, 3)).values()).containsExactly(mel.values());
    assertThatThrownBy(() -> mel.slice(1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> mel.slice(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> mel.value(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    MelSpectrogram other = mel.convertTo(TWO_BANDS.toBuilder().logScale(LogScale.LOG10).build());
    assertThatThrownBy(() -> mel.append(other))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("natural")
        .hasMessageContaining("log10");
  }

  private static void assertMelRefused(float[][] values, String reason) {
    assertThatThrownBy(() -> MelSpectrogram.of(values, TWO_BANDS))
        .isInstanceOf(MelException.class)
        .hasMessageContaining(reason);
  }

  private void assertFileRefused(int[] shape, float[] values, String reason) {
    assertThatThrownBy(() -> written(shape, values))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("mel.npy")
        .hasMessageContaining(reason);
  }

  private MelSpectrogram written(int[] shape, float... values) {
    Path file = directory.resolve("mel.npy");
    new NpyArray(shape, values).write(file);
    return MelSpectrogram.read(file, TWO_BANDS);
  }
}
