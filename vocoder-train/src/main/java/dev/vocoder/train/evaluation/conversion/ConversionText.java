package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.internal.figure.MarkdownTable;
import dev.vocoder.train.evaluation.conversion.ConversionReport.ConversionSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** An evaluation of converters in Markdown: a table, and what its numbers are. */
public final class ConversionText {
  private static final List<String> HEAD =
      List.of(
          "Direction",
          "System",
          "Called target, %",
          "MFCC corr.",
          "control",
          "Retrieval, %",
          "Energy corr.",
          "F0, Hz",
          "F0 way, %",
          "F0 corr.",
          "Gates");
  private static final String ABSENT = "-";

  private final ConversionReport report;

  /**
   * Creates the text of a report.
   *
   * @param report the report
   */
  public ConversionText(ConversionReport report) {
    this.report = report;
  }

  /**
   * Returns the table: for each direction a row for each system, statistics alone first, and above
   * them what the gates ask for.
   */
  public String table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(gates());
    int directions = report.systems().get(0).scores().size();
    for (int direction = 0; direction < directions; direction++) {
      for (ConversionSystem system : report.systems()) {
        rows.add(row(system.name(), system.scores().get(direction)));
      }
    }
    return MarkdownTable.of(HEAD, rows);
  }

  private static List<String> gates() {
    return List.of(
        "*gate*",
        "",
        percent(ConversionGate.LEAST_CALLED_TARGET),
        decimal(ConversionGate.LEAST_CORRELATION),
        "<= " + decimal(ConversionGate.LARGEST_MISMATCHED),
        percent(ConversionGate.LEAST_RETRIEVAL),
        decimal(ConversionGate.LEAST_ENERGY),
        "",
        "%s down, %s up"
            .formatted(
                percent(ConversionGate.LEAST_WAY_DOWN), percent(ConversionGate.LEAST_WAY_UP)),
        "",
        "");
  }

  private static List<String> row(String system, ConversionScores scores) {
    ContentScores content = scores.content();
    PitchScores pitch = scores.pitch();
    return List.of(
        scores.direction(),
        system,
        scores.calledTarget().stream()
            .map(ConversionText::percent)
            .collect(Collectors.joining(" / ")),
        decimal(content.correlation()),
        decimal(content.mismatched()),
        percent(content.retrieval()),
        decimal(content.energy()),
        "%s to %s (%s)"
            .formatted(hertz(pitch.source()), hertz(pitch.converted()), hertz(pitch.target())),
        pitch.share().isEmpty() ? ABSENT : percent(pitch.share().getAsDouble()),
        pitch.contour().isEmpty() ? ABSENT : decimal(pitch.contour().getAsDouble()),
        verdict(scores));
  }

  private static String verdict(ConversionScores scores) {
    List<ConversionGate> failed = ConversionGate.failed(scores);
    return failed.isEmpty()
        ? "pass"
        : "FAIL: " + failed.stream().map(ConversionGate::title).collect(Collectors.joining(", "));
  }

  private static String hertz(OptionalDouble value) {
    return value.isEmpty() ? ABSENT : String.format(Locale.ROOT, "%.0f", value.getAsDouble());
  }

  /** Not rounded up: 89.9 % would seem to reach 90. */
  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f", Math.floor(100 * share + 1e-9));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Says what the numbers are, a paragraph. */
  public String about() {
    String heldOut =
        report.voices().stream()
            .map(
                voice ->
                    "%s of %s recordings of %s"
                        .formatted(
                            count(voice.heldOut()),
                            count(voice.heldOut() + voice.training()),
                            voice.name()))
            .collect(Collectors.joining(", "));
    String told =
        report.classifiers().stream()
            .map(ConversionText::percent)
            .collect(Collectors.joining(" / "));
    return heldOut
        + " held out. The speaker classifiers tell the voice of "
        + told
        + " % of these recordings. Called target: share of conversions each takes for the target's"
        + " voice, on mels normalised by that voice's statistics. MFCC corr.: correlation over time"
        + " of cepstra 1 to 13 with the source's; control: with other utterances'; retrieval: share"
        + " of conversions that of up to 12 utterances correlate most with their source. F0:"
        + " medians of the source and the conversion (and of the target's recordings), vocoded;"
        + " way: in log F0, judged where the voices are "
        + count((int) ConversionGate.LEAST_SEMITONES)
        + " semitones or more apart; F0 corr.: not judged.";
  }

  private static String count(int number) {
    return Integer.toString(number); // in the same digits everywhere
  }
}
