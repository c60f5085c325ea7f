package dev.vocoder.train.report;

import dev.vocoder.internal.figure.Axis;
import dev.vocoder.internal.figure.Html;
import dev.vocoder.internal.figure.Plot;
import dev.vocoder.train.report.Curve.Point;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Curves over steps in one drawing, with a legend of their last values.
 *
 * @param title what they show
 * @param curves the points of each by its label, at least one curve and at least one point in each
 */
record Chart(String title, Map<String, List<Point>> curves) {
  private static final double HEIGHT = 190;

  /** Up to so many points are marked, to be seen where a line between them is short. */
  private static final int MARKED_POINTS = 40;

  /** How many styles the style sheet has for curves. */
  private static final int STYLES = 6;

  String html() {
    StringBuilder html = new StringBuilder("<figure class=\"chart\">\n<figcaption>");
    html.append(Html.escape(title)).append("</figcaption>\n").append(legend());
    Axis values = Axis.ofValues(values().min().orElseThrow(), values().max().orElseThrow());
    Axis steps = steps();
    Plot plot = Plot.ofLabels(HEIGHT, values.labelledTicks());
    html.append(plot.open(description()));
    for (Axis.Tick tick : values.labelledTicks()) {
      double place = values.place(tick.value());
      html.append(plot.across(place)).append(plot.beside(place, tick.label()));
    }
    for (Axis.Tick tick : steps.labelledTicks()) {
      html.append(plot.below(steps.place(tick.value()), tick.label()));
    }
    int style = 0;
    for (List<Point> curve : curves.values()) {
      html.append(line(curve, plot, steps, values, style++ % STYLES));
    }
    return html.append("</svg>\n</figure>\n").toString();
  }

  private DoubleStream values() {
    return curves.values().stream().flatMap(List::stream).mapToDouble(Point::mean);
  }

  private Axis steps() {
    long last =
        curves.values().stream().flatMap(List::stream).mapToLong(Point::step).max().orElseThrow();
    return Axis.ofRange(0, Math.max(1.0, (double) last)); // 0 is a step to validate at
  }

  private static String line(List<Point> curve, Plot plot, Axis steps, Axis values, int style) {
    StringBuilder corners = new StringBuilder();
    StringBuilder marks = new StringBuilder();
    for (Point point : curve) {
      String x = Html.length(plot.x(steps.place((double) point.step())));
      String y = Html.length(plot.y(values.place(point.mean())));
      corners.append(x).append(',').append(y).append(' ');
      if (curve.size() <= MARKED_POINTS) {
        marks.append("<circle cx=\"%s\" cy=\"%s\" r=\"2.5\"/>".formatted(x, y));
      }
    }
    return "<g class=\"curve c%s\"><polyline points=\"%s\"/>%s</g>\n"
        .formatted(style, corners.toString().strip(), marks);
  }

  private String legend() {
    StringBuilder html = new StringBuilder("<ul class=\"legend\">\n");
    int style = 0;
    for (Map.Entry<String, List<Point>> curve : curves.entrySet()) {
      html.append(
          "<li class=\"c%s\">%s <b>%s</b></li>\n"
              .formatted(
                  style++ % STYLES,
                  Html.escape(curve.getKey()),
                  Axis.label(last(curve.getValue()).mean())));
    }
    return html.append("</ul>\n").toString();
  }

  private String description() {
    return curves.entrySet().stream()
        .map(curve -> description(curve.getKey(), curve.getValue()))
        .collect(Collectors.joining("; ", title + ": ", "."));
  }

  private static String description(String label, List<Point> curve) {
    Point first = curve.get(0);
    return "%s from %s at step %s to %s at step %s"
        .formatted(
            label,
            Axis.label(first.mean()),
            first.step(),
            Axis.label(last(curve).mean()),
            last(curve).step());
  }

  private static Point last(List<Point> curve) {
    return curve.get(curve.size() - 1);
  }
}
