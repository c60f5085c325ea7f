package dev.vocoder.cli;

import dev.vocoder.MelConvention;
import dev.vocoder.MelFile;
import dev.vocoder.MelFinding;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.internal.option.StandardStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of {@code vocoder mel --inspect}: what a mel's values are, and what to do about it. */
final class MelReport {
  private static final int RANKED = 3;

  private final PrintWriter out;

  /**
   * Prepares to print.
   *
   * @param out where to
   */
  MelReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints the table.
   *
   * @param path the file, for its name
   * @param file the file
   * @param format what the model takes
   */
  void print(Path path, MelFile file, MelFormat format) {
    MelSpectrogram mel = file.toMel(format);
    float[] values = mel.values();
    float[] range = range(values);
    row("file:", "%s: %s, %s", StandardStream.shown(path), file.kind(), file.contents());
    row("taken for:", "%d bands x %d frames, %.2f s", mel.bands(), mel.frames(), mel.seconds());
    row("model takes:", "%s", format);
    double mean = mean(mel, 0, mel.bands());
    row("range:", "%.4g to %.4g, mean %.4g", range[0], range[1], mean);
    row("floor:", "%s", floor(values, range[0], format));
    int third = Math.max(1, mel.bands() / 3);
    if (mel.bands() >= 3) {
      row(
          "mean of bands:",
          "%.4g in the lowest third, %.4g in the middle, %.4g in the highest",
          mean(mel, 0, third),
          mean(mel, third, mel.bands() - third),
          mean(mel, mel.bands() - third, mel.bands()));
    }
    printConventions(mel);
    List<MelFinding> findings = mel.diagnose(format);
    if (findings.isEmpty()) {
      row("to do:", "%s", "nothing: nothing speaks against these values");
    }
    String head = "to do:";
    for (MelFinding finding : findings) {
      row(head, "%s", finding.message());
      head = "";
    }
  }

  private void printConventions(MelSpectrogram mel) {
    Optional<MelConvention> own = MelConvention.of(mel.format());
    List<MelConvention> ranked = mel.likelyConventions();
    for (int i = 0; i < Math.min(RANKED, ranked.size()); i++) {
      MelConvention convention = ranked.get(i);
      row(
          i == 0 ? "looks like:" : "",
          "%d. %s%s",
          i + 1,
          convention.description(),
          own.filter(convention::equals).isPresent()
              ? ", as the model takes it"
              : ": --values " + convention.label());
    }
  }

  private static String floor(float[] values, float lowest, MelFormat format) {
    int at = 0;
    for (float value : values) {
      at += value == lowest ? 1 : 0;
    }
    String found =
        String.format(
            Locale.ROOT, "%.1f %% of the values are %.4g", 100.0 * at / values.length, lowest);
    return format.normalization().isPresent()
        ? found
        : String.format(
            Locale.ROOT,
            "%s; the format's floor is %.4g",
            found,
            Math.log(format.logFloor()) * format.logScale().perNeper());
  }

  private static float[] range(float[] values) {
    float[] range = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (float value : values) {
      range[0] = Math.min(range[0], value);
      range[1] = Math.max(range[1], value);
    }
    return range;
  }

  /** Returns the mean of the bands from one to another. */
  private static double mean(MelSpectrogram mel, int from, int to) {
    double sum = 0;
    for (int band = from; band < to; band++) {
      for (int frame = 0; frame < mel.frames(); frame++) {
        sum += mel.value(band, frame);
      }
    }
    return sum / mel.frames() / (to - from);
  }

  private void row(String head, String format, Object... arguments) {
    out.printf("%-16s %s%n", head, String.format(Locale.ROOT, format, arguments));
  }
}
