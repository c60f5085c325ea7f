package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.internal.figure.MarkdownTable;
import dev.vocoder.train.evaluation.conversion.ConversionReport.ConversionSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** An evaluation of converters in Markdown: a table, and what its numbers are. */
public final class ConversionText {
  private static final String ABSENT = "-";
  private static final List<Column> COLUMNS =
      List.of(
          new Column("Direction", "*gate*", (system, scores) -> scores.direction()),
          new Column("System", "", (system, scores) -> system),
          new Column(
              "Called target, %",
              percent(ConversionGate.LEAST_CALLED_TARGET),
              (system, scores) ->
                  scores.calledTarget().stream()
                      .map(ConversionText::percent)
                      .collect(Collectors.joining(" / "))),
          new Column(
              "MFCC corr.",
              decimal(ConversionGate.LEAST_CORRELATION),
              (system, scores) -> decimal(scores.content().correlation())),
          new Column(
              "control",
              "<= " + decimal(ConversionGate.LARGEST_MISMATCHED),
              (system, scores) -> decimal(scores.content().mismatched())),
          new Column(
              "Retrieval, %",
              percent(ConversionGate.LEAST_RETRIEVAL),
              (system, scores) -> percent(scores.content().retrieval())),
          new Column(
              "Energy corr.",
              decimal(ConversionGate.LEAST_ENERGY),
              (system, scores) -> decimal(scores.content().energy())),
          new Column("F0, Hz", "", (system, scores) -> medians(scores.pitch())),
          new Column(
              "F0 way, %",
              "%s down, %s up"
                  .formatted(
                      percent(ConversionGate.LEAST_WAY_DOWN), percent(ConversionGate.LEAST_WAY_UP)),
              (system, scores) -> shown(scores.pitch().share(), ConversionText::percent)),
          new Column(
              "F0 corr.",
              "",
              (system, scores) -> shown(scores.pitch().contour(), ConversionText::decimal)),
          new Column("Gates", "", (system, scores) -> verdict(scores)));

  /**
   * A column of the table.
   *
   * @param head its title
   * @param gate what the gates ask for
   * @param cell what it shows of a system's name and its scores in one direction
   */
  private record Column(
      String head, String gate, BiFunction<String, ConversionScores, String> cell) {}

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
    rows.add(COLUMNS.stream().map(Column::gate).toList());
    int directions = report.systems().get(0).scores().size();
    for (int direction = 0; direction < directions; direction++) {
      for (ConversionSystem system : report.systems()) {
        ConversionScores scores = system.scores().get(direction);
        rows.add(COLUMNS.stream().map(column -> column.cell.apply(system.name(), scores)).toList());
      }
    }
    return MarkdownTable.of(COLUMNS.stream().map(Column::head).toList(), rows);
  }

  private static String medians(PitchScores pitch) {
    return "%s to %s (%s)"
        .formatted(hertz(pitch.source()), hertz(pitch.converted()), hertz(pitch.target()));
  }

  private static String verdict(ConversionScores scores) {
    List<ConversionGate> failed = ConversionGate.failed(scores);
    return failed.isEmpty()
        ? "pass"
        : "FAIL: " + failed.stream().map(ConversionGate::title).collect(Collectors.joining(", "));
  }

  private static String hertz(OptionalDouble value) {
    return shown(value, number -> String.format(Locale.ROOT, "%.0f", number));
  }

  private static String shown(OptionalDouble value, DoubleFunction<String> format) {
    return value.isEmpty() ? ABSENT : format.apply(value.getAsDouble());
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
