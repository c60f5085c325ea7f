package dev.vocoder.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Vocoder;
import dev.vocoder.testing.SharedData;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What docs/default-model/README.md promises of the model that ships. */
class DefaultModelQualityTest {

  private static List<SystemScores> scores(List<Recording> recordings) {
    try (Vocoder vocoder = Vocoder.loadDefault()) {
      return Evaluation.builder()
          .vocoder("default", vocoder)
          .recordings(recordings)
          .normalizePeaks(true)
          .build()
          .run()
          .systems();
    }
  }

  private static void assertBetterThanGriffinLim(List<SystemScores> scores, Measure measure) {
    Summary model = scores.get(0).summaries().get(measure);
    Summary griffinLim = scores.get(1).summaries().get(measure);
    assertThat(model.mean() + model.interval().orElseThrow())
        .as(measure.title())
        .isLessThan(griffinLim.mean() - griffinLim.interval().orElseThrow());
  }

  @Test
  void heldOutRecordingsOfTheVoiceItLearnt() {
    Path list = Path.of("../docs/default-model/held-out.txt");
    List<Recording> recordings =
        Recordings.listed(list, SharedData.path("speech")).stream()
            .filter(recording -> recording.name().startsWith("lj/"))
            .toList();
    assertThat(recordings).hasSize(12);
    List<SystemScores> scores = scores(recordings);
    assertThat(scores.get(0).summaries().get(Measure.LOG_MEL).mean()).isLessThan(0.45);
    assertBetterThanGriffinLim(scores, Measure.MEL_CEPSTRAL_DISTORTION);
    assertBetterThanGriffinLim(scores, Measure.STFT);
  }

  @Test
  void recordingsOfStrangers() {
    List<SystemScores> scores = scores(Recordings.inFolder(SharedData.path("speech/libritts")));
    assertBetterThanGriffinLim(scores, Measure.MEL_CEPSTRAL_DISTORTION);
    assertThat(betterClips(scores, Measure.STFT)).isGreaterThanOrEqualTo(10); // of eleven
  }

  private static int betterClips(List<SystemScores> scores, Measure measure) {
    List<ClipScores> model = scores.get(0).clips();
    List<ClipScores> griffinLim = scores.get(1).clips();
    return (int)
        IntStream.range(0, model.size())
            .filter(
                i -> model.get(i).values().get(measure) < griffinLim.get(i).values().get(measure))
            .count();
  }
}
