package dev.vocoder.internal.mel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.WaveformException;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StftMelExtractorTest {

  @ParameterizedTest
  @CsvSource({
    "hifigan, hifigan",
    "hifigan-fullband, hifigan-fullband",
    "melgan, melgan",
    "parallel-wavegan, parallelwavegan-raw"
  })
  void speechHasTheMelOfTheReference(String preset, String file) {
    NpyArray expected = NpyArray.read(Golden.path("mel/speech." + file + ".npy"));

    MelSpectrogram mel = new StftMelExtractor(MelFormat.named(preset)).extract(speech());

    assertThat(mel.frames()).isEqualTo(expected.shape()[1]);
    Golden.assertClose(mel.values(), expected.values(), 1e-4);
  }

  /**
   * Of 8192 samples of the speech, as if they were of the format's rate; in float64 but for the
   * window.
   */
  @ParameterizedTest
  @ValueSource(strings = {"bigvgan-24khz", "bigvgan-44khz-256x", "bigvgan-44khz-512x"})
  void melsOfBigVganFollowTheirFormula(String preset) {
    NpyArray expected = NpyArray.read(Golden.path("mel/speech." + preset + ".npy"));
    MelFormat format = MelFormat.named(preset);
    float[] samples = speech().slice(20_000, 20_000 + 8192).samples();

    MelSpectrogram mel =
        new StftMelExtractor(format).extract(Waveform.of(samples, format.sampleRate()));

    assertThat(expected.shape()).containsExactly(format.bands(), 8192 / format.hopSize());
    Golden.assertClose(mel.values(), expected.values(), 1e-4);
  }

  @Test
  void kerasMelIsThatOfABruteForceTransform() {
    float[] samples = new float[700];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.4 * Math.sin(0.05 * i) + 0.1 * Math.sin(0.9 * i + 0.003 * i * i));
    }
    double[][] expected = new double[80][3];
    double largest = Double.NEGATIVE_INFINITY;
    for (int frame = 0; frame < 3; frame++) {
      double[] power = powerSpectrum(samples, frame * 256);
      for (int band = 0; band < 80; band++) {
        double energy = 0;
        for (int bin = 0; bin <= 512; bin++) {
          energy += tensorFlowWeight(band, bin) * power[bin];
        }
        expected[band][frame] = 20 * Math.log10(energy);
        largest = Math.max(largest, expected[band][frame]);
      }
    }

    MelSpectrogram mel =
        new StftMelExtractor(MelFormat.KERAS_MELGAN).extract(Waveform.of(samples, 22_050));

    assertThat(mel.frames()).isEqualTo(3);
    for (int band = 0; band < 80; band++) {
      for (int frame = 0; frame < 3; frame++) {
        double value = Math.max(expected[band][frame], largest - 80);
        assertThat(mel.value(band, frame)).isCloseTo((float) value, within(1e-3f)); // decibels
      }
    }
  }

  private static double[] powerSpectrum(float[] samples, int start) {
    double[] power = new double[513];
    for (int bin = 0; bin <= 512; bin++) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < 1024 && start + i < samples.length; i++) {
        double windowed = samples[start + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / 1024));
        re += windowed * Math.cos(2 * Math.PI * bin * i / 1024);
        im -= windowed * Math.sin(2 * Math.PI * bin * i / 1024);
      }
      power[bin] = re * re + im * im;
    }
    return power;
  }

  /** The formula of tf.signal.linear_to_mel_weight_matrix. */
  private static double tensorFlowWeight(int band, int bin) {
    double lowest = 1127 * Math.log1p(125 / 700.0);
    double step = (1127 * Math.log1p(7600 / 700.0) - lowest) / 81;
    double mel = 1127 * Math.log1p(bin * 22_050 / 1024.0 / 700);
    double rise = (mel - (lowest + band * step)) / step;
    double fall = (lowest + (band + 2) * step - mel) / step;
    return Math.max(0, Math.min(rise, fall));
  }

  @ParameterizedTest
  @CsvSource({
    "ALIGNED, 1000, 3",
    "ALIGNED, 1024, 4",
    "CENTERED, 1023, 4",
    "CENTERED, 1024, 5",
    "END_PADDED, 1, 1",
    "END_PADDED, 256, 1",
    "END_PADDED, 257, 2"
  })
  void framingDecidesTheNumberOfFrames(Framing framing, int samples, int frames) {
    MelFormat format = MelFormat.builder().framing(framing).build();

    assertThat(new StftMelExtractor(format).extract(silence(samples)).frames()).isEqualTo(frames);
  }

  @ParameterizedTest
  @CsvSource({"ALIGNED, 385", "CENTERED, 513", "END_PADDED, 1"})
  void aWaveformTooShortIsRefusedWithTheMinimum(Framing framing, int minimum) {
    StftMelExtractor extractor = new StftMelExtractor(MelFormat.builder().framing(framing).build());

    assertThat(extractor.extract(silence(minimum)).frames()).isPositive();
    assertThatThrownBy(() -> extractor.extract(silence(minimum - 1)))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("has %d samples", minimum - 1)
        .hasMessageContaining("at least %d", minimum);
  }

  @Test
  void anOddDifferenceOfFftAndHopStillGivesOneFramePerHop() {
    MelFormat format = MelFormat.builder().hopSize(255).build();

    assertThat(new StftMelExtractor(format).extract(silence(4 * 255)).frames()).isEqualTo(4);
  }

  @Test
  void silenceIsTheFloor() {
    MelSpectrogram mel = new StftMelExtractor(MelFormat.HIFIGAN).extract(silence(2048));

    assertThat(mel.values()).containsOnly((float) Math.log(1e-5));
  }

  @Test
  void normalizationIsTakenOutLast() {
    Normalization statistics =
        new Normalization(Collections.nCopies(80, -3f), Collections.nCopies(80, 2f));
    MelFormat normalised =
        MelFormat.HIFIGAN.toBuilder().normalization(Optional.of(statistics)).build();
    float[] expected = new StftMelExtractor(MelFormat.HIFIGAN).extract(speech()).values();
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (expected[i] + 3) / 2;
    }

    float[] actual = new StftMelExtractor(normalised).extract(speech()).values();

    Golden.assertClose(actual, expected, 1e-6);
  }

  @Test
  void aShortWindowIsCentredInTheFrame() {
    MelFormat format =
        MelFormat.builder().windowSize(256).hopSize(1024).framing(Framing.END_PADDED).build();
    float[] outside = new float[1024];
    outside[383] = 1;
    outside[640] = 1;
    float[] inside = new float[1024];
    inside[512] = 1; // where the window is 1, and so every |X| is 1
    StftMelExtractor extractor = new StftMelExtractor(format);
    MelFilterBank bank = new MelFilterBank(format);
    float[] ones = new float[513];
    Arrays.fill(ones, 1);

    assertThat(extractor.extract(Waveform.of(outside, 22_050)).values())
        .containsOnly((float) Math.log(1e-5));
    assertThat(extractor.extract(Waveform.of(inside, 22_050)).value(40, 0))
        .isCloseTo((float) Math.log(bank.energy(40, ones)), within(1e-5f));
  }

  @Test
  void anotherRateIsResampled() {
    Waveform doubled = Waveform.of(new float[44_100], 44_100);

    assertThat(new StftMelExtractor(MelFormat.HIFIGAN).extract(doubled).frames()).isEqualTo(86);
  }

  @Test
  void manyThreadsGetWhatOneGets() throws Exception {
    StftMelExtractor extractor = new StftMelExtractor(MelFormat.HIFIGAN);
    Waveform speech = speech();
    float[] expected = extractor.extract(speech).values();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<MelSpectrogram>> mels = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        mels.add(threads.submit(() -> extractor.extract(speech)));
      }
      for (Future<MelSpectrogram> mel : mels) {
        assertThat(mel.get().values()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Waveform speech() {
    return Waveform.read(Golden.path("mel/speech.wav"));
  }

  private static Waveform silence(int samples) {
    return Waveform.of(new float[samples], 22_050);
  }
}
