package dev.vocoder.train.evaluation;

import dev.vocoder.Waveform;
import dev.vocoder.internal.measure.LogMelDistance;
import dev.vocoder.internal.measure.MelCepstralDistortion;
import dev.vocoder.internal.measure.PitchComparison;
import dev.vocoder.internal.measure.StftDistance;
import java.util.EnumMap;
import java.util.Map;

/** All measures that follow from two waves. Thread-safe. */
public final class WaveComparison {
  private final LogMelDistance speechBand;
  private final LogMelDistance fullBand;
  private final StftDistance stft = new StftDistance();
  private final MelCepstralDistortion cepstral;

  /**
   * Prepares to compare.
   *
   * @param sampleRate the waves' rate in hertz
   */
  public WaveComparison(int sampleRate) {
    speechBand = LogMelDistance.ofSpeechBand(sampleRate);
    fullBand = LogMelDistance.ofFullBand(sampleRate);
    cepstral = new MelCepstralDistortion(sampleRate);
  }

  /**
   * Compares two waves.
   *
   * @param reference the recording
   * @param generated what a vocoder made of its mel
   * @return all measures but the real-time factor; those of pitch where there is one
   * @throws dev.vocoder.WaveformException if their rates or lengths differ, or they are too short
   *     for a frame of each measure
   */
  public Map<Measure, Double> of(Waveform reference, Waveform generated) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    values.put(Measure.LOG_MEL, speechBand.of(reference, generated));
    values.put(Measure.FULL_BAND_LOG_MEL, fullBand.of(reference, generated));
    values.put(Measure.STFT, stft.of(reference, generated));
    values.put(Measure.MEL_CEPSTRAL_DISTORTION, cepstral.of(reference, generated));
    PitchComparison pitch = PitchComparison.of(reference, generated);
    pitch.voicedF1().ifPresent(f1 -> values.put(Measure.VOICED_F1, f1));
    pitch.errorInCents().ifPresent(cents -> values.put(Measure.PITCH_ERROR, cents));
    return values;
  }
}
