package dev.vocoder.train.report;

import dev.vocoder.train.data.Recording;
import dev.vocoder.train.evaluation.EvaluationListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far an evaluation is: a bar on a terminal, lines elsewhere. For one evaluation, until it is
 * closed. An application that shows a bar depends on {@code me.tongfei:progressbar} itself.
 */
public final class EvaluationProgress implements EvaluationListener, AutoCloseable {
  private final PrintWriter out;
  private final ProgressBar bar; // null where there is no terminal

  /**
   * Begins to tell.
   *
   * @param out where lines go
   * @param count how many recordings, or conversions of them, there are
   * @param onTerminal whether to draw a bar instead, on the terminal that stderr leads to
   */
  public EvaluationProgress(PrintWriter out, int count, boolean onTerminal) {
    this.out = out;
    bar =
        onTerminal
            ? new ProgressBarBuilder()
                .setTaskName("evaluating")
                .setInitialMax(count)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build()
            : null;
  }

  @Override
  public void evaluated(Recording recording, int done, int count) {
    if (bar == null) {
      out.println("%d of %d: %s".formatted(done, count, recording.name()));
    } else {
      bar.setExtraMessage(recording.name());
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
