package dev.vocoder.train.report;

import dev.vocoder.FileException;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.TrainingRun;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.report.Curve.Point;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Training as a page, {@code index.html} in the run's folder: how far it is and how many steps were
 * skipped, the curves of all losses, and of up to six validation clips the first ten seconds to see
 * and to hear, beside their originals. One file that needs no network, replaced at each validation
 * and at the end.
 *
 * <p>The curves are kept in {@code history.csv} beside it, written with each checkpoint too, and
 * read again by a run that resumes; they stay at 500 points each, means over steps. If a file
 * cannot be written during the run, a warning is logged and training goes on. For one run at a
 * time, on one thread.
 */
public final class RunPage implements TrainingListener {
  private static final String PAGE = "index.html";
  private static final String HISTORY = "history.csv";

  private final Pace pace = new Pace();
  private TrainingRun run;
  private History history;
  private long step;
  private Optional<Point> best;
  private Optional<ValidationReport> validation;

  /** Creates a page for the next run. */
  public RunPage() {}

  /**
   * Takes up the history of the run if it is resumed, and makes its folder if it is absent.
   *
   * @throws FileException if the page could not be written, or the history cannot be read
   */
  @Override
  public void started(TrainingRun run) {
    this.run = run;
    step = run.firstStep();
    validation = Optional.empty();
    try {
      Files.createDirectories(run.folder());
    } catch (IOException e) {
      throw new FileException("Cannot make the folder %s: %s.".formatted(run.folder(), e), e);
    }
    AtomicFile.requireWritable(file(PAGE));
    history = step > 0 ? History.read(file(HISTORY), step) : new History();
    best =
        history.curve(ScalarNames.VALIDATION_ERROR).points().stream()
            .min(Comparator.comparingDouble(Point::mean));
  }

  @Override
  public void stepped(StepReport report) {
    step = report.step();
    pace.add(report);
    report.losses().named().forEach((name, loss) -> history.add(step, name, loss));
    ScalarNames.learningRates(report).forEach((name, rate) -> history.add(step, name, rate));
    history.add(step, ScalarNames.SECONDS_PER_STEP, report.seconds());
    history.add(step, ScalarNames.SKIPPED, report.applied() ? 0 : 1);
  }

  @Override
  public void validated(ValidationReport report) {
    history.add(report.step(), ScalarNames.VALIDATION_ERROR, report.error());
    if (report.isBest()) {
      best = Optional.of(new Point(report.step(), 1, report.error()));
    }
    validation = Optional.of(report);
    write("training");
  }

  @Override
  public void saved(long step, Path generator) {
    orWarn(() -> history.write(file(HISTORY)));
  }

  @Override
  public void ended(TrainingResult result) {
    step = result.step();
    write(result.stopped() ? "stopped" : "finished");
  }

  @Override
  public void failed(TrainingResult result, String reason) {
    step = result.step(); // which another listener may have kept from us
    write("failed: " + reason);
  }

  private void write(String state) {
    RunStatus status =
        new RunStatus(
            run,
            state,
            step,
            Math.round(history.curve(ScalarNames.SKIPPED).sum()),
            pace.take(),
            history.curve(ScalarNames.SECONDS_PER_STEP).sum(),
            best);
    String html = new RunPageLayout(status, history, validation).html();
    orWarn(
        () -> {
          history.write(file(HISTORY));
          AtomicFile.write(file(PAGE), out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
        });
  }

  private static void orWarn(Runnable writing) {
    try {
      writing.run();
    } catch (FileException e) {
      LoggerFactory.getLogger(RunPage.class)
          .warn("The run page is out of date: {}", e.getMessage());
    }
  }

  private Path file(String name) {
    return run.folder().resolve(name);
  }
}
