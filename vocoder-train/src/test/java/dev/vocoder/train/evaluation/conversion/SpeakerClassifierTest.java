package dev.vocoder.train.evaluation.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.FileException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import dev.vocoder.conversion.VoiceScale;
import dev.vocoder.train.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SpeakerClassifierTest {

  private static List<NormalizedMel> normalized(String name, List<MelSpectrogram> mels) {
    VoiceScale scale = new VoiceScale(Voice.measure(name, mels));
    return mels.stream()
        .map(mel -> new NormalizedMel(scale.normalized(mel), mel.frames()))
        .toList();
  }

  private static Map<String, List<NormalizedMel>> voices(long seed) {
    Map<String, List<NormalizedMel>> voices = new LinkedHashMap<>();
    voices.put("slow", normalized("slow", MadeMels.voice(40, 6, 90, seed)));
    voices.put("quick", normalized("quick", MadeMels.voice(9, 6, 110, seed)));
    return voices;
  }

  @Test
  void voicesThatDifferInNothingButTheirTimeAreToldApart() {
    try (SpeakerClassifier classifier = SpeakerClassifier.train(voices(1), 5)) {
      voices(2).forEach((name, mels) -> assertThat(classifier.share(mels, name)).isEqualTo(1));
      assertThat(classifier.share(voices(2).get("slow"), "quick")).isZero();
      List<NormalizedMel> short3 = normalized("slow", MadeMels.voice(40, 3, 3, 2));
      assertThat(classifier.speaker(short3.get(0))).isIn("slow", "quick"); // of any length
    }
  }

  private static float[] logitsAfter(long seed, int steps) {
    SpeakerSegments segments = new SpeakerSegments(voices(1), seed);
    try (SpeakerScheme scheme = new SpeakerScheme(segments.bands(), 2, seed)) {
      for (int step = 0; step < steps; step++) {
        TrainingState state = new TrainingState(step, 0, step, 0, OptionalDouble.empty());
        assertThat(scheme.step(List.of(segments.at(step)), state).applied()).isTrue();
      }
      return scheme.logits(voices(2).get("slow").get(0));
    }
  }

  @Test
  void theSeedDecidesEverything() {
    assertThat(logitsAfter(1, 4)).isEqualTo(logitsAfter(1, 4));
    assertThat(logitsAfter(1, 4)).isNotEqualTo(logitsAfter(2, 4));
  }

  @Test
  void recordingsOfAVoiceThatAreAllTooShortAreRefused() {
    Map<String, List<NormalizedMel>> voices = voices(1);
    voices.put("brief", normalized("brief", MadeMels.voice(9, 2, 63, 1)));
    assertThatThrownBy(() -> SpeakerClassifier.train(voices, 1))
        .isInstanceOf(FileException.class)
        .hasMessage("None of the 2 recordings of brief to learn the voice from has 64 mel frames.");
  }
}
