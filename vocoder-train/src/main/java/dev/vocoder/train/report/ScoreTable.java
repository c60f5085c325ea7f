package dev.vocoder.train.report;

import dev.vocoder.internal.figure.Html;
import dev.vocoder.internal.figure.MarkdownTable;
import dev.vocoder.train.evaluation.EvaluationReport;
import dev.vocoder.train.evaluation.Measure;
import dev.vocoder.train.evaluation.Measure.Better;
import dev.vocoder.train.evaluation.Summary;
import dev.vocoder.train.evaluation.SystemScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scores as a table: a row for each system, a column for each measure that any of them has. */
record ScoreTable(List<Row> rows) {
  private static final String ABSENT = "-";

  /**
   * One system.
   *
   * @param system what it is called
   * @param scores its values or means
   */
  record Row(String system, Map<Measure, Summary> scores) {
    String cell(Measure measure) {
      Summary score = scores.get(measure);
      return score == null ? ABSENT : text(measure, score);
    }

    private static String text(Measure measure, Summary score) {
      String mean = measure.format(score.mean());
      return score.interval().isEmpty()
          ? mean
          : mean + " \u00b1 " + measure.format(score.interval().getAsDouble());
    }
  }

  /** Returns the means over all clips. */
  static ScoreTable ofMeans(EvaluationReport report) {
    return new ScoreTable(
        report.systems().stream().map(one -> new Row(one.name(), one.summaries())).toList());
  }

  /** Returns the values of one clip, counted from 0. */
  static ScoreTable ofClip(EvaluationReport report, int clip) {
    return new ScoreTable(report.systems().stream().map(one -> ofClip(one, clip)).toList());
  }

  private static Row ofClip(SystemScores system, int clip) {
    return new Row(
        system.name(),
        system.clips().get(clip).values().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, value -> Summary.of(value.getValue()))));
  }

  private List<Measure> measures() {
    return Arrays.stream(Measure.values())
        .filter(measure -> rows.stream().anyMatch(row -> row.scores.containsKey(measure)))
        .toList();
  }

  private boolean isBest(Row row, Measure measure) {
    double sign = measure.better() == Better.LOWER ? 1 : -1;
    return row.scores.containsKey(measure)
        && rows.size() > 1
        && rows.stream()
            .filter(other -> other.scores.containsKey(measure))
            .allMatch(
                other ->
                    sign * row.scores.get(measure).mean()
                        <= sign * other.scores.get(measure).mean());
  }

  /** Returns the table in Markdown, its columns aligned; the second row says what is better. */
  String markdown() {
    List<Measure> measures = measures();
    List<List<String>> lines = new ArrayList<>();
    lines.add(line("*better*", measures.stream().map(measure -> "*" + measure.better() + "*")));
    for (Row row : rows) {
      lines.add(line(row.system, measures.stream().map(one -> marked(row, one))));
    }
    return MarkdownTable.of(line("System", measures.stream().map(Measure::title)), lines);
  }

  private String marked(Row row, Measure measure) {
    return isBest(row, measure) ? "**" + row.cell(measure) + "**" : row.cell(measure);
  }

  private static List<String> line(String first, Stream<String> others) {
    return Stream.concat(Stream.of(first), others).toList();
  }

  /** Returns the table in HTML. */
  String html() {
    List<Measure> measures = measures();
    StringBuilder html = new StringBuilder("<div class=\"wide\"><table>\n<thead><tr>");
    html.append("<th scope=\"col\">System</th>");
    for (Measure measure : measures) {
      html.append(
          "<th scope=\"col\">%s<small>%s is better</small></th>"
              .formatted(Html.escape(measure.title()), measure.better()));
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (Row row : rows) {
      html.append("<tr><th scope=\"row\">%s</th>".formatted(Html.escape(row.system)));
      for (Measure measure : measures) {
        html.append(isBest(row, measure) ? "<td class=\"best\">" : "<td>")
            .append(row.cell(measure).replace("\u00b1", "&plusmn;"))
            .append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }
}
