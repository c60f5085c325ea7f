package dev.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.internal.file.NpyArray;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VoiceTest {
  private static final MelFormat TWO_BANDS = MelFormat.builder().bands(2).build();

  private static NpyArray golden(String name) throws IOException {
    try (InputStream in =
        VoiceTest.class.getResourceAsStream("/conversion/normalisation/" + name + ".npy")) {
      return NpyArray.read(in.readAllBytes(), name);
    }
  }

  private static MelSpectrogram goldenMel(int index) {
    try {
      NpyArray array = golden("raw-" + index);
      return MelSpectrogram.of(array.values(), array.shape()[1], MelFormat.HIFIGAN);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void statisticsOfAllFramesAreTheReferences() throws IOException {
    List<MelSpectrogram> mels = IntStream.range(0, 3).mapToObj(VoiceTest::goldenMel).toList();
    Voice voice = Voice.measure("x", mels, Double.POSITIVE_INFINITY);
    float[] means = golden("mean").values();
    float[] deviations = golden("std").values();
    for (int band = 0; band < means.length; band++) {
      assertThat(voice.means()[band]).isCloseTo(means[band], within(1e-5));
      assertThat(voice.deviations()[band]).isCloseTo(deviations[band], within(1e-5));
    }
  }

  /** A mel of two bands, the second as the first. */
  private static MelSpectrogram mel(MelFormat format, double... values) {
    float[] both = new float[2 * values.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = (float) values[i % values.length];
    }
    return MelSpectrogram.of(both, values.length, format);
  }

  @Test
  void silenceBeforeAndAfterSpeechIsLeftOutAndPausesAreNot() {
    double quiet = Math.log(0.0099); // 40.09 dB under 1
    double faint = Math.log(0.0101);
    MelSpectrogram mel = mel(TWO_BANDS, quiet, quiet, faint, quiet, 0, -1, quiet);
    Voice voice = Voice.measure("x", List.of(mel));
    double mean = (faint + quiet - 1) / 4;
    double squares = faint * faint + quiet * quiet + 1;
    assertThat(voice.means()).containsExactly(new double[] {mean, mean}, within(1e-6));
    assertThat(voice.deviations()[1]).isCloseTo(Math.sqrt(squares / 4 - mean * mean), within(1e-6));
  }

  @Test
  void silenceIsTheSameOnEveryScale() {
    MelFormat power = TWO_BANDS.toBuilder().power(2).build();
    MelFormat decibels = TWO_BANDS.toBuilder().logScale(MelFormat.LogScale.DECIBEL).build();
    Voice ofPowers =
        Voice.measure("x", List.of(mel(power, 2 * Math.log(0.0099), 2 * Math.log(0.0101), 0)));
    Voice ofDecibels = Voice.measure("x", List.of(mel(decibels, -40.1, -39.9, 0)));
    assertThat(ofPowers.means()[0]).isCloseTo(Math.log(0.0101), within(1e-6));
    assertThat(ofDecibels.means()[0]).isCloseTo(-19.95, within(1e-5));
  }

  @Test
  void everyMelHasALoudestFrameOfItsOwn() {
    Voice voice = Voice.measure("x", List.of(mel(TWO_BANDS, 0, -1), mel(TWO_BANDS, -9, -10)));
    assertThat(voice.means()[0]).isCloseTo(-5, within(1e-9));
  }

  @Test
  void melsOfAFormatThatConvertsAreMeasuredInTheFirstOnes() {
    MelFormat decimal = TWO_BANDS.toBuilder().logScale(MelFormat.LogScale.LOG10).build();
    Voice voice = Voice.measure("x", List.of(mel(TWO_BANDS, 0, 0), mel(decimal, -1, -1)));
    assertThat(voice.melFormat()).isEqualTo(TWO_BANDS);
    assertThat(voice.means()[1]).isCloseTo(-Math.log(10) / 2, within(1e-6));
  }

  @Test
  void aVoiceIsAValueThatNobodyChanges() {
    double[] means = {1, 2};
    Voice voice = Voice.of("x", TWO_BANDS, means, new double[] {3, 0});
    means[0] = 9;
    voice.deviations()[0] = 9;
    Voice same = Voice.of("x", TWO_BANDS, new double[] {1, 2}, new double[] {3, 0});
    assertThat(voice).isEqualTo(same).hasSameHashCodeAs(same).hasToString("x");
    assertThat(voice).isNotEqualTo(Voice.of("x", TWO_BANDS, voice.means(), new double[] {3, 1}));
    assertThat(voice).isNotEqualTo(Voice.of("y", TWO_BANDS, voice.means(), voice.deviations()));
  }

  @Test
  void whatMakesNoVoiceIsRefused() {
    double[] two = {1, 1};
    refused(ConfigException.class, " ", two, two, "A voice cannot be called ' '");
    refused(ConfigException.class, "a\nb", two, two, "called 'a?b'");
    refused(ConfigException.class, "x".repeat(101), two, two, "1 to 100 characters");
    refused(ConfigException.class, "x", two, new double[1], "2 means and 1 deviations for 2");
    refused(ConfigException.class, "x", new double[] {1, Double.NaN}, two, "mean of band 1 is NaN");
    refused(ConfigException.class, "x", two, new double[] {-1, 1}, "deviation of band 0 is -1.0");
  }

  private static void refused(
      Class<? extends Throwable> type,
      String name,
      double[] means,
      double[] deviations,
      String message) {
    assertThatThrownBy(() -> Voice.of(name, TWO_BANDS, means, deviations))
        .isInstanceOf(type)
        .hasMessageContaining(message);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    assertThatThrownBy(() -> Voice.measure("x", List.of()))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("no mel to measure the voice 'x' by");
    assertThatThrownBy(() -> Voice.measure("x", List.of(mel(TWO_BANDS, 1, 1))))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("the same values in every frame");
    MelSpectrogram other = mel(TWO_BANDS.toBuilder().fMax(7000).build(), 0, 1);
    assertThatThrownBy(() -> Voice.measure("x", Arrays.asList(mel(TWO_BANDS, 0, 1), other)))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("does not convert");
  }
}
