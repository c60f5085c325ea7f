package dev.vocoder.train.evaluation.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.train.evaluation.conversion.ConversionReport.ConversionSystem;
import dev.vocoder.train.evaluation.conversion.ConversionReport.VoiceRecordings;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversionReportTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  private static PitchScores pitch(double source, double converted, double target) {
    return new PitchScores(
        OptionalDouble.of(source),
        OptionalDouble.of(converted),
        OptionalDouble.of(target),
        OptionalDouble.of(0.5));
  }

  private static final ContentScores GOOD = new ContentScores(0.52, 0.01, 1, 0.97);

  private static ConversionScores scores(
      List<Double> calledTarget, ContentScores content, PitchScores pitch) {
    return new ConversionScores("lj", "kathleen", 23, calledTarget, content, pitch);
  }

  private static List<ConversionGate> failed(PitchScores pitch) {
    return ConversionGate.failed(scores(List.of(1.0, 1.0), GOOD, pitch));
  }

  @Test
  void pitchMustGoFurtherDownThanUp() {
    assertThat(failed(pitch(225, 152, 164))).isEmpty();
    assertThat(failed(pitch(225, 184, 164))).isEmpty();
    assertThat(failed(pitch(225, 186, 164))).containsExactly(ConversionGate.PITCH);
    assertThat(failed(pitch(164, 181, 225))).isEmpty();
    assertThat(failed(pitch(164, 179, 225))).containsExactly(ConversionGate.PITCH);
  }

  @Test
  void pitchIsNotJudgedWhereVoicesAreAlikeInIt() {
    assertThat(failed(pitch(179, 100, 160))).isEmpty();
    PitchScores unknown =
        new PitchScores(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(160),
            OptionalDouble.empty());
    assertThat(failed(unknown)).isEmpty();
  }

  @Test
  void conversionsWithoutPitchFailWherePitchIsJudged() {
    PitchScores lost =
        new PitchScores(
            OptionalDouble.of(225),
            OptionalDouble.empty(),
            OptionalDouble.of(164),
            OptionalDouble.empty());
    assertThat(failed(lost)).containsExactly(ConversionGate.PITCH);
  }

  @Test
  void everyOtherGateIsALimitOfItsOwn() {
    PitchScores good = pitch(225, 152, 164);
    assertThat(ConversionGate.failed(scores(List.of(1.0, 0.89), GOOD, good)))
        .containsExactly(ConversionGate.SPEAKER);
    ContentScores poor = new ContentScores(0.29, 0.11, 0.94, 0.89);
    assertThat(ConversionGate.failed(scores(List.of(0.9), poor, good)))
        .containsExactly(
            ConversionGate.CONTENT,
            ConversionGate.CONTROL,
            ConversionGate.RETRIEVAL,
            ConversionGate.ENERGY);
    ContentScores enough = new ContentScores(0.3, 0.1, 0.95, 0.9);
    assertThat(ConversionGate.failed(scores(List.of(0.9), enough, good))).isEmpty();
  }

  private static ConversionReport report() {
    ContentScores statistics = new ContentScores(0.99, 0.02, 1, 1);
    return new ConversionReport(
        List.of(
            new VoiceRecordings("lj", 201, 23, "ab"),
            new VoiceRecordings("kathleen", 383, 43, "cd")),
        List.of(1.0, 1.0),
        List.of(
            new ConversionSystem(
                "statistics alone",
                List.of(scores(List.of(0.0, 0.0), statistics, pitch(225, 201, 164)))),
            new ConversionSystem(
                "converter", List.of(scores(List.of(1.0, 0.899), GOOD, pitch(225, 152, 164))))));
  }

  @Test
  void theTableShowsEveryDirectionWithItsBaseline() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    assertThat(new ConversionText(report()).table())
        .isEqualTo(
            """
            | Direction      |           System | Called target, % | MFCC corr. | control | Retrieval, % | Energy corr. |           F0, Hz |      F0 way, % | F0 corr. |                      Gates |
            | -------------- | ---------------: | ---------------: | ---------: | ------: | -----------: | -----------: | ---------------: | -------------: | -------: | -------------------------: |
            | *gate*         |                  |               90 |       0.30 | <= 0.10 |           95 |         0.90 |                  | 62 down, 29 up |          |                            |
            | lj to kathleen | statistics alone |            0 / 0 |       0.99 |    0.02 |          100 |         1.00 | 225 to 201 (164) |             35 |     0.50 | FAIL: called target, pitch |
            | lj to kathleen |        converter |         100 / 89 |       0.52 |    0.01 |          100 |         0.97 | 225 to 152 (164) |            124 |     0.50 |        FAIL: called target |
            """);
    assertThat(new ConversionText(report()).about())
        .startsWith(
            "23 of 224 recordings of lj, 43 of 426 recordings of kathleen held out. The speaker"
                + " classifiers tell the voice of 100 / 100 % of these recordings.");
  }

  @Test
  void everyNumberIsThereForPrograms() {
    String json = ConversionJson.of(report()).replaceAll("\\s+", "");
    assertThat(json)
        .contains("{\"name\":\"lj\",\"training\":201,\"held_out\":23,\"dataset_sha256\":\"ab\"}")
        .contains("\"classifier_accuracies\":[1.0,1.0]")
        .contains("\"called_target\":[1.0,0.899]")
        .contains("\"cepstral_correlation\":0.52,\"cepstral_correlation_mismatched\":0.01")
        .contains("\"f0_source\":225.0,\"f0_converted\":152.0,\"f0_target\":164.0")
        .contains("\"passes\":{\"speaker\":false,\"content\":true,\"control\":true");
  }
}
