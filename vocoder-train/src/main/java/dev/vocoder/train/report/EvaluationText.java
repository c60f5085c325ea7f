package dev.vocoder.train.report;

import dev.vocoder.train.evaluation.ClipScores;
import dev.vocoder.train.evaluation.EvaluationReport;
import dev.vocoder.train.evaluation.Measure;
import dev.vocoder.train.evaluation.SystemScores;
import java.util.List;
import java.util.Locale;

/** An evaluation in Markdown: the table of means, and what its numbers are. */
public final class EvaluationText {
  private final EvaluationReport report;

  /**
   * Creates the text of a report.
   *
   * @param report the report
   */
  public EvaluationText(EvaluationReport report) {
    this.report = report;
  }

  /**
   * Returns the table of means: a row for each system, a column for each measure. What is best is
   * bold.
   */
  public String table() {
    return ScoreTable.ofMeans(report).markdown();
  }

  /** Returns the table under a heading, with what was measured below it. */
  String document() {
    StringBuilder text = new StringBuilder("# Evaluation\n\n");
    text.append(table()).append('\n').append(about()).append(' ').append(caution()).append("\n\n");
    for (Measure measure : Measure.values()) {
      text.append("- %s: %s.\n".formatted(measure.title(), measure.definition()));
    }
    text.append('\n');
    for (SystemScores system : report.systems()) {
      text.append("- %s: %s.\n".formatted(system.name(), about(system)));
    }
    return text.toString();
  }

  /** Warns of a conclusion that the table seems to allow. */
  static String caution() {
    return "Griffin-Lim fits its wave to the very mel it is given, and nothing else: in the bands"
        + " of that mel, log-mel L1 favours it, however it sounds.";
  }

  /** Says what the numbers are means of. */
  String about() {
    List<ClipScores> clips = report.systems().get(0).clips();
    String over =
        String.format(
            Locale.ROOT,
            "%d recording%s, %.1f s%s",
            clips.size(),
            clips.size() == 1 ? "" : "s",
            clips.stream().mapToDouble(ClipScores::seconds).sum(),
            report.normalizedPeaks() ? ", scaled to a peak of 0.95" : "");
    return clips.size() < 2
        ? "Values of %s.".formatted(over)
        : ("Means over %s; \u00b1 is half the width of the 95 %% confidence interval of the mean"
                + " over recordings (Student's t).")
            .formatted(over);
  }

  /** Says what a system took and where it computed. */
  static String about(SystemScores system) {
    return "on %s in %s; mels: %s"
        .formatted(
            system.device(),
            system.precision().name().toLowerCase(Locale.ROOT),
            system.melFormat());
  }
}
