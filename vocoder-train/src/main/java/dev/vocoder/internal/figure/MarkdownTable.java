package dev.vocoder.internal.figure;

import java.util.List;
import java.util.stream.Stream;

/** Tables in Markdown that can be read as they are: their columns are aligned. */
public final class MarkdownTable {
  private MarkdownTable() {}

  /**
   * Returns a table, its first column to the left and the others to the right.
   *
   * @param head the titles
   * @param rows as many cells each; a bar in them is escaped
   */
  public static String of(List<String> head, List<List<String>> rows) {
    List<String> rule = Stream.concat(Stream.of("---"), tail(head).map(title -> "---:")).toList();
    List<List<String>> lines =
        Stream.concat(Stream.of(head, rule), rows.stream())
            .map(line -> line.stream().map(cell -> cell.replace("|", "\\|")).toList())
            .toList();
    StringBuilder table = new StringBuilder();
    lines.forEach(line -> table.append(aligned(line, lines)));
    return table.toString();
  }

  private static Stream<String> tail(List<String> line) {
    return line.stream().skip(1);
  }

  private static String aligned(List<String> line, List<List<String>> lines) {
    StringBuilder text = new StringBuilder("|");
    for (int column = 0; column < line.size(); column++) {
      String cell = line.get(column);
      int at = column;
      int width = lines.stream().mapToInt(one -> one.get(at).length()).max().orElseThrow();
      String fill = (cell.startsWith("---") ? "-" : " ").repeat(width - cell.length());
      text.append(' ').append(column == 0 ? cell + fill : fill + cell).append(" |");
    }
    return text.append('\n').toString();
  }
}
