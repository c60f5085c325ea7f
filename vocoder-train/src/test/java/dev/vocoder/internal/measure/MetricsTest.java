package dev.vocoder.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.WaveformException;
import dev.vocoder.testing.Golden;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private static final Waveform SPEECH = Waveform.read(Golden.path("mel/speech.wav"));

  /** Noise of a power far above every floor. */
  private static Waveform noise(int rate) {
    Random random = new Random(1);
    return mapped(Waveform.of(new float[2 * rate], rate), i -> 0.2 * random.nextGaussian());
  }

  private static Waveform mapped(Waveform wave, IntToDoubleFunction sample) {
    float[] samples = new float[wave.length()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) sample.applyAsDouble(i);
    }
    return Waveform.of(samples, wave.sampleRate());
  }

  private static Waveform scaled(Waveform wave, double factor) {
    float[] samples = wave.samples();
    return mapped(wave, i -> factor * samples[i]);
  }

  @Test
  void aWaveIsNoDistanceFromItself() {
    assertThat(LogMelDistance.ofSpeechBand(22_050).of(SPEECH, SPEECH)).isZero();
    assertThat(LogMelDistance.ofFullBand(22_050).of(SPEECH, SPEECH)).isZero();
    assertThat(new StftDistance().of(SPEECH, SPEECH)).isZero();
    assertThat(new MelCepstralDistortion(22_050).of(SPEECH, SPEECH)).isZero();
    PitchComparison pitch = PitchComparison.of(SPEECH, SPEECH);
    assertThat(pitch.voicedF1()).hasValue(1);
    assertThat(pitch.errorInCents()).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 22_050, 24_000, 48_000})
  void halfTheHeightIsAFactorOfTwoInEveryBandAtEveryRate(int rate) {
    Waveform noise = noise(rate);
    Waveform half = scaled(noise, 0.5);
    assertThat(LogMelDistance.ofSpeechBand(rate).of(noise, half))
        .isCloseTo(Math.log(2), within(1e-4));
    assertThat(LogMelDistance.ofFullBand(rate).of(noise, half))
        .isCloseTo(Math.log(2), within(1e-4));
    // Spectral convergence of half the spectrum, and the logarithm of the ratio.
    assertThat(new StftDistance().of(noise, half)).isCloseTo(0.5 + Math.log(2), within(1e-4));
    // Loudness is c_0.
    assertThat(new MelCepstralDistortion(rate).of(noise, half)).isCloseTo(0, within(1e-4));
  }

  @Test
  void formatsFollowFromTheRate() {
    assertThat(LogMelDistance.ofSpeechBand(22_050).format()).isEqualTo(MelFormat.HIFIGAN);
    assertThat(LogMelDistance.ofFullBand(22_050).format()).isEqualTo(MelFormat.HIFIGAN_FULL_BAND);
    MelFormat wide = LogMelDistance.ofSpeechBand(44_100).format();
    assertThat(wide.fftSize()).isEqualTo(2048);
    assertThat(wide.hopSize()).isEqualTo(512);
    assertThat(wide.fMax()).isEqualTo(8000);
    MelFormat narrow = LogMelDistance.ofSpeechBand(11_025).format();
    assertThat(narrow.fftSize()).isEqualTo(512);
    assertThat(narrow.fMax()).isEqualTo(5512.5);
  }

  private static MelSpectrogram mel(int frames, IntToDoubleFunction logOfBand) {
    float[] values = new float[80 * frames];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) logOfBand.applyAsDouble(i / frames);
    }
    return MelSpectrogram.of(values, frames, MelFormat.HIFIGAN);
  }

  @Test
  void logMelDistanceIsTheMeanOverBandsAndFrames() {
    MelSpectrogram flat = mel(3, band -> -5);
    MelSpectrogram raised = mel(3, band -> band < 20 ? -3 : -5.5);
    assertThat(LogMelDistance.between(flat, raised)).isEqualTo(0.25 * 2 + 0.75 * 0.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 13})
  void cepstralDistortionIsTheRootMeanSquareOfTheEnvelopesInDecibels(int m) {
    MelSpectrogram flat = mel(5, band -> -5);
    double height = 0.3; // of the log-magnitude
    MelSpectrogram wavy = mel(5, band -> -5 + height * Math.cos(Math.PI * m * (band + 0.5) / 80));
    double decibels = 20 / Math.log(10) * height / Math.sqrt(2);
    assertThat(MelCepstralDistortion.between(flat, wavy)).isCloseTo(decibels, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 14, 40})
  void cepstralDistortionHearsThirteenCoefficients(int m) {
    MelSpectrogram flat = mel(5, band -> -5);
    MelSpectrogram wavy = mel(5, band -> -5 + Math.cos(Math.PI * m * (band + 0.5) / 80));
    assertThat(MelCepstralDistortion.between(flat, wavy)).isCloseTo(0, within(1e-5));
  }

  @Test
  void voicedFramesAreTheOnesToFind() {
    PitchTrack reference = PitchTrack.of(100, 100, 0, 0, 200, 200);
    PitchTrack generated = PitchTrack.of(100, 0, 0, 300, 200, 400);
    PitchComparison pitch = PitchComparison.of(reference, generated);
    assertThat(pitch.voicedF1().orElseThrow()).isEqualTo(2 * 3 / (4.0 + 4.0)); // both 3 of 4
    assertThat(pitch.errorInCents()).hasValue(0); // of three frames, one is an octave off
  }

  @Test
  void aSemitoneIsAHundredCents() {
    PitchTrack reference = PitchTrack.of(100, 0, 200);
    double semitone = Math.pow(2, 1 / 12.0);
    PitchTrack generated = PitchTrack.of(100 * semitone, 0, 200 / semitone);
    assertThat(PitchComparison.of(reference, generated).errorInCents().orElseThrow())
        .isCloseTo(100, within(1e-9));
  }

  @Test
  void whatHasNoVoicedFrameHasNoPitchToCompare() {
    PitchComparison silent = PitchComparison.of(PitchTrack.of(0, 0), PitchTrack.of(0, 0));
    assertThat(silent.voicedF1()).isEmpty();
    assertThat(silent.errorInCents()).isEmpty();
    PitchComparison lost = PitchComparison.of(PitchTrack.of(100, 0), PitchTrack.of(0, 0));
    assertThat(lost.voicedF1()).hasValue(0);
    assertThat(lost.errorInCents()).isEmpty();
  }

  @Test
  void aHigherVoiceIsMeasuredInCents() {
    Waveform low = mapped(noise(22_050), i -> 0.5 * Math.sin(2 * Math.PI * 200 * i / 22_050));
    Waveform high = mapped(low, i -> 0.5 * Math.sin(2 * Math.PI * 202 * i / 22_050));
    PitchComparison pitch = PitchComparison.of(low, high);
    assertThat(pitch.voicedF1()).hasValue(1);
    assertThat(pitch.errorInCents().orElseThrow())
        .isCloseTo(1200 * Math.log(1.01) / Math.log(2), within(0.5));
  }

  @Test
  void wavesOfOtherLengthsOrRatesAreRefused() {
    Waveform longer = Waveform.of(new float[5000], 22_050);
    Waveform shorter = Waveform.of(new float[4999], 22_050);
    Waveform slower = Waveform.of(new float[5000], 16_000);
    assertThatThrownBy(() -> new StftDistance().of(longer, shorter))
        .isInstanceOf(WaveformException.class)
        .hasMessageContaining("5000 samples at 22050 Hz with 4999 at 22050 Hz");
    assertThatThrownBy(() -> LogMelDistance.ofFullBand(22_050).of(longer, slower))
        .isInstanceOf(WaveformException.class);
    assertThatThrownBy(() -> new MelCepstralDistortion(22_050).of(longer, slower))
        .isInstanceOf(WaveformException.class);
    assertThatThrownBy(() -> PitchComparison.of(longer, shorter))
        .isInstanceOf(WaveformException.class);
    assertThatThrownBy(() -> LogMelDistance.between(mel(3, band -> 0), mel(4, band -> 0)))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("3 frames");
  }
}
