package dev.vocoder.internal.figure;

import java.util.List;

/**
 * The frame of an SVG drawing: an area with numbers below it and to its left. Coordinates are those
 * of the drawing, which is {@value #WIDTH} wide.
 *
 * @param height the height of the area
 * @param left how much room there is for numbers to its left
 */
public record Plot(double height, double left) {
  public static final int WIDTH = 560;

  public static final double TOP = 8;
  private static final double RIGHT = WIDTH - 12;
  private static final double BELOW = 26;
  private static final double TEXT_MIDDLE = 4; // from the middle of a digit to its foot
  private static final double DIGIT = 7; // the width of one, in any font
  private static final double USUAL_LEFT = 56;
  private static final double GAP = 6; // between the area and what is beside it

  /** Returns a frame with room for usual numbers. */
  public static Plot ofHeight(double height) {
    return new Plot(height, USUAL_LEFT);
  }

  /**
   * Returns a frame in which no number is cut off.
   *
   * @param height the height of the area
   * @param beside what will be to its left
   */
  public static Plot ofLabels(double height, List<Axis.Tick> beside) {
    int longest = beside.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
    return new Plot(height, Math.max(USUAL_LEFT, longest * DIGIT + GAP));
  }

  public double width() {
    return RIGHT - left;
  }

  /** Returns where something lies that is a part of the way from left to right. */
  public double x(double place) {
    return left + place * width();
  }

  /** Returns where something lies that is a part of the way from bottom to top. */
  public double y(double place) {
    return TOP + (1 - place) * height;
  }

  /**
   * Returns the beginning of the drawing.
   *
   * @param description what one would say of it to someone who cannot see it
   */
  public String open(String description) {
    return "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n"
        .formatted(WIDTH, Html.length(TOP + height + BELOW), Html.escape(description));
  }

  /** Returns a number below the area. */
  public String below(double place, String label) {
    // In the middle, but within the drawing.
    String x = Html.length(Math.min(x(place), WIDTH - label.length() * DIGIT / 2));
    return "<text class=\"below\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(x, Html.length(TOP + height + 18), Html.escape(label));
  }

  /** Returns a number to the left of the area. */
  public String beside(double place, String label) {
    String y = Html.length(y(place) + TEXT_MIDDLE);
    return "<text class=\"beside\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(Html.length(left - GAP), y, Html.escape(label));
  }

  /** Returns a line across the area. */
  public String across(double place) {
    String y = Html.length(y(place));
    return "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
        .formatted(Html.length(left), y, Html.length(RIGHT), y);
  }
}
