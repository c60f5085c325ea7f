package dev.vocoder.train.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A number over steps, as the means of consecutive spans of steps. */
final class Curve {
  private final List<Point> points = new ArrayList<>();

  /**
   * Some values of a span.
   *
   * @param step the last step that has one
   * @param count how many there are
   * @param mean their mean
   */
  record Point(long step, long count, double mean) {
    private Point join(Point next) {
      long total = count + next.count;
      return new Point(next.step, total, mean + (next.mean - mean) * next.count / total);
    }

    private long span(long width) {
      return (step - 1) / width;
    }
  }

  /** Adds a point; it joins the last one if both lie in the same span of a width. */
  void add(Point point, long width) {
    int last = points.size() - 1;
    if (last >= 0 && points.get(last).span(width) == point.span(width)) {
      points.set(last, points.get(last).join(point));
    } else {
      points.add(point);
    }
  }

  /** Joins the points that lie in the same span of a width. */
  void coarsen(long width) {
    List<Point> fine = List.copyOf(points);
    points.clear();
    fine.forEach(point -> add(point, width));
  }

  /** Returns the points in the order of their steps. */
  List<Point> points() {
    return Collections.unmodifiableList(points);
  }

  /** Returns the sum of all values that were added. */
  double sum() {
    return points.stream().mapToDouble(point -> point.mean() * point.count()).sum();
  }
}
