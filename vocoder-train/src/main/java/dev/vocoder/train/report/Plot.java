package dev.vocoder.train.report;

/**
 * The frame of an SVG drawing: an area with numbers below it and to its left. Coordinates are those
 * of the drawing, which is {@value #WIDTH} wide.
 *
 * @param height the height of the area
 */
record Plot(double height) {
  static final int WIDTH = 560;

  static final double LEFT = 56;
  static final double TOP = 8;
  private static final double RIGHT = WIDTH - 12;
  private static final double BELOW = 26;
  private static final double TEXT_MIDDLE = 4; // from the middle of a digit to its foot

  double width() {
    return RIGHT - LEFT;
  }

  /** Returns where something lies that is a part of the way from left to right. */
  double x(double place) {
    return LEFT + place * width();
  }

  /** Returns where something lies that is a part of the way from bottom to top. */
  double y(double place) {
    return TOP + (1 - place) * height;
  }

  /**
   * Returns the beginning of the drawing.
   *
   * @param description what one would say of it to someone who cannot see it
   */
  String open(String description) {
    return "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n"
        .formatted(WIDTH, Html.length(TOP + height + BELOW), Html.escape(description));
  }

  /** Returns a number below the area. */
  String below(double place, String label) {
    String x = Html.length(x(place));
    return "<text class=\"below\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(x, Html.length(TOP + height + 18), Html.escape(label));
  }

  /** Returns a number to the left of the area. */
  String beside(double place, String label) {
    String y = Html.length(y(place) + TEXT_MIDDLE);
    return "<text class=\"beside\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(Html.length(LEFT - 6), y, Html.escape(label));
  }

  /** Returns a line across the area. */
  String across(double place) {
    String y = Html.length(y(place));
    return "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
        .formatted(Html.length(LEFT), y, Html.length(RIGHT), y);
  }
}
