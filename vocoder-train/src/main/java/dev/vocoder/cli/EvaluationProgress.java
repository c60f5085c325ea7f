package dev.vocoder.cli;

import dev.vocoder.train.data.Recording;
import dev.vocoder.train.evaluation.EvaluationListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far an evaluation is: a bar on a terminal, lines elsewhere. */
final class EvaluationProgress implements EvaluationListener, AutoCloseable {
  private final PrintWriter out;
  private final ProgressBar bar; // null where there is no terminal

  EvaluationProgress(PrintWriter out, int recordings) {
    this.out = out;
    bar =
        Terminal.isThere()
            ? new ProgressBarBuilder()
                .setTaskName("evaluating")
                .setInitialMax(recordings)
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
