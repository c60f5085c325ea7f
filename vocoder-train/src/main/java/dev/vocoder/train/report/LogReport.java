package dev.vocoder.train.report;

import dev.vocoder.ConfigException;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.TrainingRun;
import dev.vocoder.train.ValidationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Training as plain lines, for logs and pipes. For one run at a time, on one thread. */
public final class LogReport implements TrainingListener {
  private final PrintWriter out;
  private final StepInterval interval;
  private final Pace pace = new Pace();
  private long lastStep;

  /**
   * Creates a report.
   *
   * @param out where the lines go; flushed after each, never closed
   * @param everySteps how many steps apart they are told; the first and last of a run always are
   * @throws ConfigException if that is not at least 1
   */
  public LogReport(PrintWriter out, long everySteps) {
    this.out = out;
    interval = new StepInterval(everySteps);
  }

  @Override
  public void started(TrainingRun run) {
    interval.started(run);
    lastStep = run.lastStep();
    line(
        "training %s: steps %s to %s, in %s"
            .formatted(run.description(), run.firstStep() + 1, lastStep, run.folder()));
  }

  @Override
  public void stepped(StepReport report) {
    pace.add(report);
    if (!interval.includes(report.step())) {
      return;
    }
    double secondsPerStep = pace.take();
    line(
        String.format(
            Locale.ROOT,
            "step %d/%d, epoch %d: %s%s, %s, %.3f s/step, ETA %s",
            report.step(),
            lastStep,
            report.epoch(),
            Wording.losses(report.losses()),
            report.applied() ? "" : " (skipped)",
            Wording.learningRates(report),
            secondsPerStep,
            Wording.duration(secondsPerStep * (lastStep - report.step()))));
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
    line("note: " + message);
  }

  @Override
  public void ended(TrainingResult result) {
    line(Wording.ended(result));
  }

  @Override
  public void failed(TrainingResult result, String reason) {
    line(Wording.failed(result, reason));
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }
}
