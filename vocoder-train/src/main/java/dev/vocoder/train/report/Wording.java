package dev.vocoder.train.report;

import dev.vocoder.train.StepLosses;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.ValidationReport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happens in training, in words: the same on a terminal and in a log. */
final class Wording {
  private Wording() {}

  /** Returns both totals and the generator's losses between waves: what is worth a line. */
  static String losses(StepLosses losses) {
    return headlines(losses)
        .map(loss -> String.format(Locale.ROOT, "%s %.4g", loss.getKey(), loss.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** As {@link #losses}, where a line has to hold more: {@code D 3.21 G 45.1 mel 0.712}. */
  static String terseLosses(StepLosses losses) {
    return headlines(losses)
        .map(loss -> String.format(Locale.ROOT, "%s %.3g", terse(loss.getKey()), loss.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static Stream<Map.Entry<String, Double>> headlines(StepLosses losses) {
    return losses.named().entrySet().stream().filter(loss -> !loss.getKey().contains("/"));
  }

  private static String terse(String name) {
    return switch (name) {
      case "discriminator" -> "D";
      case "generator" -> "G";
      default -> name;
    };
  }

  /** Returns the learning rate of the first optimiser, and of others where theirs is another. */
  static String learningRates(StepReport report) {
    return ScalarNames.learningRates(report).entrySet().stream()
        .map(
            rate ->
                String.format(
                    Locale.ROOT, "%s %.3g", rate.getKey().replace('_', ' '), rate.getValue()))
        .collect(Collectors.joining(", "));
  }

  static String validated(ValidationReport report) {
    return String.format(
        Locale.ROOT,
        "validation at step %d: mel error %.4f%s",
        report.step(),
        report.error(),
        report.isBest() ? " (best so far)" : "");
  }

  static String saved(long step, Path generator) {
    return "checkpoint at step %s: %s".formatted(step, generator);
  }

  static String ended(TrainingResult result) {
    return (result.stopped() ? "stopped" : "finished") + outcome(result);
  }

  static String failed(TrainingResult result, String reason) {
    return "failed" + outcome(result) + ": " + reason;
  }

  private static String outcome(TrainingResult result) {
    StringBuilder text = new StringBuilder();
    text.append(" after step ").append(result.step());
    if (result.skipped() > 0) {
      text.append(", ").append(result.skipped()).append(" skipped");
    }
    result
        .bestError()
        .ifPresent(
            error -> text.append(String.format(Locale.ROOT, ", best mel error %.4f", error)));
    result.generator().ifPresent(file -> text.append(", generator in ").append(file));
    return text.toString();
  }

  /** Returns a time as hours, minutes and seconds, {@code 1:02:03}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
