package dev.vocoder.train.report;

import dev.vocoder.FileException;
import dev.vocoder.internal.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The curves of a run from its first step on, in bounded memory: spans of steps grow by doubling so
 * that a curve never has more than {@value #MAX_POINTS} points. Its file has a line for each point.
 */
final class History {
  static final int MAX_POINTS = 500;

  private static final String HEADER = "step,count,mean,name";

  private final Map<String, Curve> curves = new LinkedHashMap<>();
  private long span = 1;

  /** Adds a value; one that is infinite or not a number is left out. */
  void add(long step, String name, double value) {
    if (Double.isFinite(value)) {
      add(name, new Curve.Point(step, 1, value));
    }
  }

  private void add(String name, Curve.Point point) {
    while (point.step() > MAX_POINTS * span) {
      span *= 2;
      curves.values().forEach(curve -> curve.coarsen(span));
    }
    curves.computeIfAbsent(name, unknown -> new Curve()).add(point, span);
  }

  /** Returns the names of all curves, in the order in which they began. */
  Set<String> names() {
    return curves.keySet();
  }

  /** Returns a curve, one without points if there is none of that name. */
  Curve curve(String name) {
    return curves.getOrDefault(name, new Curve());
  }

  /**
   * Writes all curves.
   *
   * @throws FileException if the file cannot be written
   */
  void write(Path file) {
    StringBuilder lines = new StringBuilder(HEADER).append('\n');
    curves.forEach(
        (name, curve) ->
            curve
                .points()
                .forEach(
                    point ->
                        lines
                            .append(point.step())
                            .append(',')
                            .append(point.count())
                            .append(',')
                            .append(point.mean())
                            .append(',')
                            .append(name)
                            .append('\n')));
    AtomicFile.write(file, out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Reads what a run has written, up to the step at which another takes over. Lines that make no
   * sense are left out, and so is an incomplete last one.
   *
   * @param file the file; without it the history is empty
   * @param lastStep the last step to read
   * @throws FileException if there is a file that cannot be read
   */
  static History read(Path file, long lastStep) {
    History history = new History();
    if (Files.exists(file)) {
      String text = text(file);
      wholeLines(text).forEach(line -> history.addLine(line, lastStep));
    }
    return history;
  }

  private static String text(Path file) {
    try {
      // Not readString, which throws where bytes are no UTF-8.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FileException("Cannot read %s: %s.".formatted(file, e), e);
    }
  }

  private static List<String> wholeLines(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private void addLine(String line, long lastStep) {
    String[] fields = line.split(",", 4); // a name may have a comma
    if (fields.length < 4) {
      return;
    }
    try {
      Curve.Point point =
          new Curve.Point(
              Long.parseLong(fields[0]), Long.parseLong(fields[1]), Double.parseDouble(fields[2]));
      List<Curve.Point> before = curve(fields[3]).points();
      long previous = before.isEmpty() ? -1 : before.get(before.size() - 1).step();
      boolean follows = point.step() > previous && point.step() <= lastStep;
      if (follows && point.count() > 0 && Double.isFinite(point.mean())) {
        add(fields[3], point);
      }
    } catch (NumberFormatException e) {
      return; // the header, or not ours
    }
  }
}
