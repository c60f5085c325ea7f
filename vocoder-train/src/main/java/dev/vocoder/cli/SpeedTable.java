package dev.vocoder.cli;

import dev.vocoder.Precision;
import dev.vocoder.internal.engine.Bfloat16;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.engine.FastestConvolution;
import dev.vocoder.internal.inference.SpeedTest;
import dev.vocoder.internal.inference.SpeedTest.Speed;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How fast this machine vocodes, as a table that a terminal shows and a report can hold. */
final class SpeedTable {
  private static final double SECONDS_PER_MODEL = 3;
  private static final String ROW = "%-7s %-9s %-8s %12s %7s %8s  %s%n";

  private final PrintWriter out;
  private final Map<Precision, Double> fastest = new EnumMap<>(Precision.class);

  SpeedTable(PrintWriter out) {
    this.out = out;
  }

  /**
   * Measures and prints; a line appears when it is known.
   *
   * @param frames the length of the mel that is vocoded in a call
   */
  void print(int frames) {
    fastest.put(Precision.FLOAT32, FastestConvolution.multiplyAddsPerSecond(false));
    if (Bfloat16.obstacle(false).isEmpty()) {
      fastest.put(Precision.MIXED, FastestConvolution.multiplyAddsPerSecond(true));
    }
    out.printf(
        "%nSpeed: %d frames a call, medians of calls in turns, random weights. The best single"
            + " convolution here: %s.%n%n",
        frames,
        fastest.entrySet().stream()
            .map(
                entry ->
                    "%s %s GMAC/s"
                        .formatted(
                            entry.getKey() == Precision.MIXED ? "bfloat16" : "float32",
                            billions(entry.getValue())))
            .collect(Collectors.joining(", ")));
    out.printf(
        ROW, "model", "engine", "numbers", "audio s / s", "GMAC/s", "of best", "convolutions");
    new SpeedTest(frames, SECONDS_PER_MODEL).run(this::row);
  }

  private void row(Speed speed) {
    out.printf(
        ROW,
        speed.model(),
        speed.engine().name().toLowerCase(Locale.ROOT),
        speed.precision().name().toLowerCase(Locale.ROOT),
        String.format(Locale.ROOT, "%.1f", speed.audioSeconds()),
        billions(speed.multiplyAdds()),
        percent(speed.multiplyAdds() / fastest.get(speed.precision())),
        speed.forms().entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(form -> name(form.getKey()) + " " + percent(form.getValue()))
            .collect(Collectors.joining(", ")));
    out.flush();
  }

  private static String billions(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 1e10 ? "%.1f" : "%.0f", perSecond / 1e9);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, part < 0.1 ? "%.1f %%" : "%.0f %%", 100 * part);
  }

  /** Returns how a form is called in print. */
  static String name(ConvolutionForm form) {
    return form.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
