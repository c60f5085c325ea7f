package dev.vocoder.train.evaluation.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Vocoder;
import dev.vocoder.testing.SharedData;
import dev.vocoder.train.data.Recordings;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What statistics alone do between real voices: they move the spectrum, and no classifier. */
@Tag("long")
class RealVoicesTest {

  @Test
  void classifiersKnowTheVoicesAndStatisticsAloneDeceiveNone() {
    ConversionEvaluation.Builder evaluation = ConversionEvaluation.builder();
    for (String voice : List.of("lj", "kathleen", "kerstin")) {
      evaluation.voice(voice, Recordings.inFolder(SharedData.path("speech/" + voice)));
    }
    try (Vocoder vocoder =
        Vocoder.load(SharedData.path("checkpoints/hifigan-lj-v2/generator_v2"))) {
      ConversionReport report = evaluation.vocoder(vocoder).build().run();
      assertThat(report.classifiers()).hasSize(3).allMatch(share -> share > 0.98);
      List<ConversionScores> directions = report.systems().get(0).scores();
      assertThat(directions).hasSize(6);
      for (ConversionScores scores : directions) {
        assertThat(scores.calledTarget()).as(scores.direction()).allMatch(share -> share < 0.05);
        assertThat(scores.content().correlation()).isGreaterThan(0.95);
        assertThat(scores.content().mismatched()).isBetween(-0.05, 0.05);
        assertThat(scores.content().retrieval()).isEqualTo(1);
        assertThat(scores.content().energy()).isGreaterThan(0.99);
        assertThat(ConversionGate.failed(scores)).contains(ConversionGate.SPEAKER);
      }
      PitchScores toKathleen = directions.get(0).pitch();
      assertThat(toKathleen.source().orElseThrow()).isBetween(210.0, 230.0);
      assertThat(toKathleen.target().orElseThrow()).isBetween(155.0, 168.0);
      assertThat(toKathleen.share().orElseThrow()).isBetween(0.2, 0.4);
    }
  }
}
