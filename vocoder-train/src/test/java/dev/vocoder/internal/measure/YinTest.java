package dev.vocoder.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.Waveform;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YinTest {
  private static final int RATE = 22_050;

  private static Waveform wave(int rate, double seconds, IntToDoubleFunction sample) {
    float[] samples = new float[(int) (seconds * rate)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) sample.applyAsDouble(i);
    }
    return Waveform.of(samples, rate);
  }

  /** A voice-like sound: harmonics that fall by 1 / n, of a pitch that may change. */
  private static Waveform harmonic(int rate, double seconds, DoubleUnaryOperator hertz) {
    double[] phase = new double[1];
    return wave(
        rate,
        seconds,
        i -> {
          phase[0] += 2 * Math.PI * hertz.applyAsDouble((double) i / rate) / rate;
          double sum = 0;
          for (int n = 1; n <= 8; n++) {
            sum += 0.2 * Math.sin(n * phase[0] + n * n) / n;
          }
          return sum;
        });
  }

  private static void assertPitch(PitchTrack track, double hertz, double cents) {
    assertThat(track.frames()).isGreaterThan(10);
    for (int frame = 0; frame < track.frames(); frame++) {
      assertThat(track.isVoiced(frame)).isTrue();
      assertThat(1200 * Math.log(track.hertz(frame) / hertz) / Math.log(2))
          .isCloseTo(0, within(cents));
    }
  }

  private static int voiced(PitchTrack track) {
    int voiced = 0;
    for (int frame = 0; frame < track.frames(); frame++) {
      voiced += track.isVoiced(frame) ? 1 : 0;
    }
    return voiced;
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 100",
    "16000, 61.3",
    "22050, 41",
    "22050, 123.4",
    "22050, 219.9",
    "22050, 440",
    "22050, 790",
    "24000, 333",
    "48000, 155"
  })
  void harmonicSoundsHaveTheirFundamental(int rate, double hertz) {
    assertPitch(new Yin(rate).track(harmonic(rate, 0.3, time -> hertz)), hertz, 5);
  }

  @Test
  void aPureToneHasItsOwnPitch() {
    Waveform tone = wave(RATE, 0.3, i -> 0.5 * Math.sin(2 * Math.PI * 250 * i / RATE));
    assertPitch(new Yin(RATE).track(tone), 250, 1);
  }

  @Test
  void aWeakFundamentalIsNoTrapAnOctaveHigher() {
    Waveform trap =
        wave(
            RATE,
            0.3,
            i ->
                0.1 * Math.sin(2 * Math.PI * 150 * i / RATE)
                    + 0.5 * Math.sin(2 * Math.PI * 300 * i / RATE)
                    + 0.2 * Math.sin(2 * Math.PI * 450 * i / RATE));
    assertPitch(new Yin(RATE).track(trap), 150, 5);
  }

  @Test
  void aMissingFundamentalIsHeardAllTheSame() {
    Waveform trap =
        wave(
            RATE,
            0.3,
            i ->
                0.3 * Math.sin(2 * Math.PI * 400 * i / RATE)
                    + 0.3 * Math.sin(2 * Math.PI * 600 * i / RATE));
    assertPitch(new Yin(RATE).track(trap), 200, 5);
  }

  /** Two periods are as periodic as one: the shorter is meant. */
  @Test
  void aSteadySoundIsNoTrapAnOctaveLower() {
    assertPitch(new Yin(RATE).track(harmonic(RATE, 0.5, time -> 160)), 160, 1);
  }

  @Test
  void aGlideIsFollowed() {
    PitchTrack track = new Yin(RATE).track(harmonic(RATE, 1, time -> 150 + 100 * time));
    assertThat(track.frames()).isEqualTo(96);
    for (int frame = 0; frame < track.frames(); frame++) {
      // The middle of the window and its copy one period later.
      double time = frame * 0.00998 + 0.0125 + 0.5 / 200;
      assertThat(track.hertz(frame)).isCloseTo(150 + 100 * time, within(1.0));
    }
  }

  @Test
  void aLittleNoiseDoesNotHideThePitch() {
    Random random = new Random(1);
    float[] samples = harmonic(RATE, 0.5, time -> 200).samples();
    for (int i = 0; i < samples.length; i++) {
      samples[i] += 0.01f * (float) random.nextGaussian();
    }
    assertPitch(new Yin(RATE).track(Waveform.of(samples, RATE)), 200, 10);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void noiseAndSilenceAreUnvoiced(double height) {
    Random random = new Random(1);
    Waveform noise = wave(RATE, 1, i -> height * random.nextGaussian());
    PitchTrack track = new Yin(RATE).track(noise);
    assertThat(track.frames()).isEqualTo(96);
    assertThat(voiced(track)).isZero();
    assertThat(track.hertz(0)).isZero();
  }

  @Test
  void loudnessDoesNotMatter() {
    Waveform loud = harmonic(RATE, 0.3, time -> 180 + 50 * time);
    Waveform quiet = wave(RATE, 0.3, i -> 0x1p-10 * loud.samples()[i]);
    PitchTrack expected = new Yin(RATE).track(loud);
    PitchTrack track = new Yin(RATE).track(quiet);
    for (int frame = 0; frame < track.frames(); frame++) {
      assertThat(track.hertz(frame)).isEqualTo(expected.hertz(frame), within(1e-6));
    }
  }

  @Test
  void aWaveShorterThanWindowAndPeriodHasNoFrames() {
    assertThat(new Yin(RATE).track(Waveform.of(new float[1000], RATE)).frames()).isZero();
    assertThat(new Yin(RATE).track(Waveform.of(new float[0], RATE)).frames()).isZero();
  }
}
