package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import dev.vocoder.conversion.VoiceScale;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Conversion by statistics alone: each band is normalised by the source's mean and deviation and
 * given the target's. It moves the long-term spectrum and nothing else, so it is what a converter
 * must do better than. Thread-safe.
 */
public final class StatisticsConversion implements Conversion {
  private final Map<String, VoiceScale> voices;

  /**
   * Takes the statistics of voices.
   *
   * @param voices the voices, each of another name, all of one format
   */
  public StatisticsConversion(List<Voice> voices) {
    this.voices = voices.stream().collect(Collectors.toMap(Voice::name, VoiceScale::new));
  }

  @Override
  public MelSpectrogram convert(MelSpectrogram mel, String from, String to) {
    return voices.get(to).denormalized(voices.get(from).normalized(mel), mel.frames());
  }
}
