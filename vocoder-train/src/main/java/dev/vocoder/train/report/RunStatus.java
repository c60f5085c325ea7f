package dev.vocoder.train.report;

import dev.vocoder.internal.figure.Html;
import dev.vocoder.train.TrainingRun;
import dev.vocoder.train.report.Curve.Point;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param state training, finished, stopped, or failed and why
 * @param step the number of steps made
 * @param skipped how many of them were skipped, those of earlier runs included
 * @param secondsPerStep the mean of the latest steps
 * @param trainedSeconds the time of all steps, those of earlier runs included
 * @param best the lowest validation error and its step
 */
record RunStatus(
    TrainingRun run,
    String state,
    long step,
    long skipped,
    double secondsPerStep,
    double trainedSeconds,
    Optional<Point> best) {

  /** Returns each fact under its name, in the order to show them. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("State", Html.escape(state));
    facts.put("Step", step + " of " + run.lastStep());
    facts.put("Skipped steps", Long.toString(skipped));
    facts.put("Speed", String.format(Locale.ROOT, "%.3f s per step", secondsPerStep));
    facts.put("Time in steps", Wording.duration(trainedSeconds));
    if (step < run.lastStep()) {
      facts.put("Time left", Wording.duration((run.lastStep() - step) * secondsPerStep));
    }
    best.ifPresent(
        point ->
            facts.put(
                "Best mel error",
                String.format(Locale.ROOT, "%.4f at step %d", point.mean(), point.step())));
    facts.put("As of", now());
    return facts;
  }

  private static String now() {
    ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT).format(now);
  }
}
