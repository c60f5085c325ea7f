package dev.vocoder.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Counts the steps in which a network was not updated, and says when they are too many: so many in
 * a row, or more than a share of the latest hundred (of all, while there are fewer). During a run
 * the share counts from the fourth skipped step on, because one bad batch at the start says little;
 * at its end it always counts.
 */
final class SkippedSteps {
  private static final int WINDOW = 100;
  private static final int LEAST = 4;

  private final int maxInARow;
  private final double maxShare;
  private final Deque<StepReport> latest = new ArrayDeque<>();
  private int inARow;
  private long total;

  /**
   * Begins to count.
   *
   * @param maxInARow how many in a row are too many
   * @param maxShare what share of the latest steps is not yet too many, 0 to 1
   */
  SkippedSteps(int maxInARow, double maxShare) {
    this.maxInARow = maxInARow;
    this.maxShare = maxShare;
  }

  void add(StepReport report) {
    latest.addLast(report);
    if (latest.size() > WINDOW) {
      latest.removeFirst();
    }
    if (report.applied()) {
      inARow = 0;
      return;
    }
    total++;
    inARow++;
  }

  long total() {
    return total;
  }

  /**
   * Returns what is wrong where too many steps were skipped, as the end of a sentence.
   *
   * @param ends whether that was the run's last step
   */
  Optional<String> tooMany(boolean ends) {
    if (inARow >= maxInARow) {
      return Optional.of(
          "in %d steps in a row a loss or gradient was infinite or not a number (%s)"
              .formatted(inARow, faults()));
    }
    long skipped = latest.stream().filter(report -> !report.applied()).count();
    if (skipped > maxShare * latest.size() && (ends || skipped >= LEAST)) {
      return Optional.of(
          "%d of the last %d steps were skipped, as a loss or gradient was infinite or not a number (%s)"
              .formatted(skipped, latest.size(), faults()));
    }
    return Optional.empty();
  }

  private String faults() {
    String names =
        latest.stream()
            .filter(report -> !report.applied())
            .flatMap(report -> report.losses().notFinite().stream())
            .distinct()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "the sum of losses that are finite" : names;
  }
}
