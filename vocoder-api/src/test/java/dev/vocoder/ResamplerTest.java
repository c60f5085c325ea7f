package dev.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

  @ParameterizedTest
  @CsvSource({
    "44100, 22050",
    "22050, 44100",
    "48000, 22050",
    "16000, 22050",
    "44100, 22051",
    "96000, 47999",
    "44101, 8000",
    "8000, 48000",
    "22050, 24000"
  })
  void sinesInThePassbandKeepAmplitudeAndPhase(int from, int to) {
    for (double part : new double[] {0.01, 0.3, 0.8, 0.9}) {
      double frequency = part * Math.min(from, to) / 2;
      float[] resampled = sine(frequency, from, from / 2).resample(to).samples();
      float[] expected = sine(frequency, to, resampled.length).samples();
      assertThat(largestDifference(resampled, expected, margin(from, to)))
          .as("%s Hz", frequency)
          .isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({"44100, 22050", "48000, 22050", "44100, 22051", "48000, 8000", "22050, 16000"})
  void whatTheLowerRateCannotHoldIsAttenuatedByEightyDecibels(int from, int to) {
    for (double part : new double[] {1.0, 1.02, 1.2, 1.37}) {
      float[] resampled = sine(part * to / 2, from, from / 2).resample(to).samples();
      float[] silence = new float[resampled.length];
      assertThat(largestDifference(resampled, silence, margin(from, to)))
          .as("%s of half the target rate", part)
          .isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({"8000, 48000", "22050, 44100", "16000, 22050"})
  void upsamplingMakesNoImages(int from, int to) {
    double frequency = 0.9 * from / 2;
    float[] resampled = sine(frequency, from, from / 2).resample(to).samples();
    float[] expected = sine(frequency, to, resampled.length).samples();
    assertThat(largestDifference(resampled, expected, margin(from, to))).isLessThan(1e-4);
  }

  @ParameterizedTest
  @CsvSource({"44100, 22050", "22050, 44100", "48000, 22050", "44100, 22051", "768000, 1000"})
  void constantsStayTheSame(int from, int to) {
    float[] ones = new float[from / 2];
    Arrays.fill(ones, 1);
    float[] resampled = Waveform.of(ones, from).resample(to).samples();
    float[] expected = new float[resampled.length];
    Arrays.fill(expected, 1);
    assertThat(largestDifference(resampled, expected, margin(from, to))).isLessThan(1e-4);
  }

  @ParameterizedTest
  @CsvSource({
    "44100, 22050, 1, 1",
    "44100, 22050, 101, 51",
    "22050, 44100, 101, 202",
    "44100, 22051, 44100, 22051",
    "44100, 22051, 7, 4",
    "3, 7, 10, 24",
    "1000, 1, 5, 1",
    "22050, 16000, 0, 0"
  })
  void lengthsAreRoundedUp(int from, int to, int length, int expected) {
    Waveform resampled = Waveform.of(new float[length], from).resample(to);
    assertThat(resampled.length()).isEqualTo(expected);
    assertThat(resampled.sampleRate()).isEqualTo(to);
  }

  @Test
  void theSameRateIsTheSameWaveform() {
    Waveform waveform = sine(440, 22_050, 100);
    assertThat(waveform.resample(22_050)).isSameAs(waveform);
  }

  @Test
  void phasesTooManyToKeepGiveWhatKeptOnesGive() {
    // 2 : 1 keeps its taps, 96000 : 47999 makes 47 999 x 258 anew; its output n lies n / 47999
    // samples later, which moves the sine by 2 pi 1000 / 48000 of that.
    Waveform waveform = sine(1000, 96_000, 9600);
    float[] kept = waveform.resample(48_000).samples();
    float[] made = waveform.resample(47_999).samples();
    for (int n = 0; n < 400; n++) {
      assertThat(made[n]).isCloseTo(kept[n], within(0.132f * n / 47_999 + 1e-4f));
    }
  }

  @Test
  void ratesOutOfReachAndResultsTooLongAreRefused() {
    Waveform second = Waveform.of(new float[768_000], 1000);
    assertThatThrownBy(() -> second.resample(0))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("0 Hz");
    assertThatThrownBy(() -> second.resample(-22_050)).isInstanceOf(WaveformException.class);
    assertThatThrownBy(() -> second.resample(768_000))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("makes 589824000, more than 268435456");
    assertThatThrownBy(() -> second.resample(1_024_000))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("factor below 1024");
    assertThatThrownBy(() -> Waveform.of(new float[1], Integer.MAX_VALUE).resample(1))
        .isInstanceOf(WaveformException.class);
  }

  private static Waveform sine(double frequency, int rate, int length) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * frequency * i / rate + 0.3);
    }
    return Waveform.of(samples, rate);
  }

  /** The output samples near an end whose sums reach beyond it. */
  private static int margin(int from, int to) {
    return (int) Math.ceil(65 * Math.max(1, (double) to / from));
  }

  private static double largestDifference(float[] actual, float[] expected, int margin) {
    assertThat(actual.length).isGreaterThan(3 * margin);
    double largest = 0;
    for (int i = margin; i < actual.length - margin; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    return largest;
  }
}
