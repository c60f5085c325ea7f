package dev.vocoder.train.report;

import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.TrainingRun;
import dev.vocoder.train.ValidationReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Training as a bar on a terminal, and lines above it. A thread of its own redraws the bar once a
 * second until the run ends, or {@link #close} is called because it failed. For one run at a time,
 * on one thread. An application that uses it depends on {@code me.tongfei:progressbar} itself.
 */
public final class ProgressBarReport implements TrainingListener, AutoCloseable {
  private static final int REDRAW_MILLIS = 1000;

  private final PrintStream terminal;
  private final int width;
  private ProgressBar bar; // null while nothing runs
  private LastLine lastLine; // of the bar

  /** The line that the bar is drawn on, until it ends. */
  private static final class LastLine extends ConsoleProgressBarConsumer {
    private volatile boolean ended;

    LastLine(PrintStream terminal, int width) {
      super(terminal, width);
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        super.close();
      }
    }
  }

  /**
   * Measures the terminal that the process runs in, once: asking again starts a process each time.
   *
   * @param terminal the stream that leads there
   */
  public ProgressBarReport(PrintStream terminal) {
    this(terminal, new ConsoleProgressBarConsumer(terminal).getMaxRenderedLength());
  }

  /**
   * Creates a report for a terminal of a given width.
   *
   * @param terminal the stream that leads there
   * @param width how many characters fit into a line of it
   */
  public ProgressBarReport(PrintStream terminal, int width) {
    this.terminal = terminal;
    this.width = width;
  }

  @Override
  public void started(TrainingRun run) {
    line(run.description());
    lastLine = new LastLine(terminal, width);
    bar =
        new ProgressBarBuilder()
            .setTaskName("")
            .setInitialMax(run.lastStep())
            .startsFrom(run.firstStep(), Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .continuousUpdate()
            .setConsumer(lastLine)
            .build();
  }

  @Override
  public void stepped(StepReport report) {
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            "%s %.2f s/step%s",
            Wording.terseLosses(report.losses()),
            report.seconds(),
            report.applied() ? "" : " (skipped)"));
    bar.stepTo(report.step());
  }

  @Override
  public void validated(ValidationReport report) {
    line(Wording.validated(report));
  }

  @Override
  public void saved(long step, Path generator) {
    line(Wording.saved(step, generator));
  }

  @Override
  public void noted(String message) {
    line(message);
  }

  @Override
  public void ended(TrainingResult result) {
    close();
    line(Wording.ended(result));
  }

  @Override
  public void failed(TrainingResult result, String reason) {
    close();
    line(Wording.failed(result, reason));
  }

  /** Leaves the bar as it is and stops its thread; without effect where that has been done. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      lastLine.close(); // which the bar forgets if its thread had no time to begin
    }
  }

  // In one call, as the bar is drawn in one: so neither ends up inside the other.
  private void line(String text) {
    if (bar == null) {
      terminal.println(text);
      terminal.flush();
    } else {
      terminal.print("\r" + " ".repeat(width) + "\r" + text + System.lineSeparator());
      bar.refresh();
    }
  }
}
