package dev.vocoder.internal.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A linear or logarithmic axis from one value to another, with round numbers on it. */
public record Axis(double low, double high, boolean isLogarithmic) {
  private static final int MAX_TICKS = 6;
  private static final int USUAL_DIGITS = 3;
  private static final int MAX_DIGITS = 12;

  /** The ratio of the largest to the smallest value from which a linear axis hides the small. */
  private static final double LOGARITHMIC_FROM = 10;

  /** Returns an axis for values, logarithmic if they are positive and far apart. */
  public static Axis ofValues(double smallest, double largest) {
    if (smallest > 0 && largest >= LOGARITHMIC_FROM * smallest) {
      return new Axis(smallest / 1.1, largest * 1.1, true);
    }
    double margin = 0.05 * (largest - smallest);
    if (isSame(smallest, largest)) {
      margin = largest == 0 ? 1 : Math.abs(largest) / 2;
    }
    double low = smallest - margin;
    return new Axis(smallest < 0 ? low : Math.max(0, low), largest + margin, false);
  }

  /** Means of the same value differ in their last digits. */
  private static boolean isSame(double smallest, double largest) {
    return largest - smallest <= 1e-9 * Math.abs(largest);
  }

  /** Returns a linear axis with exactly these ends. */
  public static Axis ofRange(double low, double high) {
    return new Axis(low, high, false);
  }

  /** Returns how far along the axis a value lies, from 0 to 1. */
  public double place(double value) {
    return isLogarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  private List<Double> ticks() {
    return isLogarithmic ? logarithmicTicks() : linearTicks();
  }

  private List<Double> linearTicks() {
    double step = roundStep(high - low);
    List<Double> ticks = new ArrayList<>();
    double tolerance = step * 1e-6;
    for (long i = (long) Math.ceil((low - tolerance) / step); i * step <= high + tolerance; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> logarithmicTicks() {
    double decades = Math.log10(high / low);
    int[] digits = decades < MAX_TICKS / 3.0 ? new int[] {1, 2, 5} : new int[] {1};
    int stride = (int) Math.ceil(decades / MAX_TICKS);
    List<Double> ticks = new ArrayList<>();
    for (int decade = (int) Math.floor(Math.log10(low)); Math.pow(10, decade) <= high; decade++) {
      for (int digit : digits) {
        double tick = digit * Math.pow(10, decade);
        if (tick >= low && tick <= high && Math.floorMod(decade, stride) == 0) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** Returns 1, 2 or 5 times a power of ten that divides a range into no more than six. */
  private static double roundStep(double range) {
    double rough = range / MAX_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  /**
   * A number on an axis.
   *
   * @param value the number
   * @param label in as many digits as it takes to tell it from its neighbours, three at least
   */
  public record Tick(double value, String label) {}

  /** Returns round numbers within the axis, as they are written beside it. */
  public List<Tick> labelledTicks() {
    List<Double> values = ticks();
    int digits = USUAL_DIGITS;
    while (digits < MAX_DIGITS
        && labels(values, digits).stream().distinct().count() < values.size()) {
      digits++;
    }
    List<String> labels = labels(values, digits);
    return IntStream.range(0, values.size())
        .mapToObj(i -> new Tick(values.get(i), labels.get(i)))
        .toList();
  }

  private static List<String> labels(List<Double> values, int digits) {
    return values.stream().map(value -> label(value, digits)).toList();
  }

  /** Returns a number in three digits, {@code 1.5k} for 1500 and {@code 2e-4} for 0.0002. */
  public static String label(double value) {
    return label(value, USUAL_DIGITS);
  }

  private static String label(double value, int digits) {
    double size = Math.abs(value);
    if (size >= 999_500) {
      return rounded(value / 1e6, digits) + "M";
    }
    if (size >= 999.5) {
      return rounded(value / 1e3, digits) + "k";
    }
    if (size > 0 && size < 0.01) {
      int power = (int) Math.floor(Math.log10(size) + 1e-9);
      return rounded(value / Math.pow(10, power), digits) + "e" + power;
    }
    return rounded(value, digits).toPlainString();
  }

  private static BigDecimal rounded(double value, int digits) {
    BigDecimal few = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    return few.scale() < 0 ? few.setScale(0) : few;
  }
}
