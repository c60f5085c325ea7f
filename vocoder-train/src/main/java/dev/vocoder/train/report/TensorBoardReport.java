package dev.vocoder.train.report;

import dev.vocoder.ConfigException;
import dev.vocoder.FileException;
import dev.vocoder.internal.figure.Excerpt;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.TrainingRun;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.ValidationReport.Rendering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training as TensorBoard event files: every loss, the learning rates, the seconds per step, the
 * validation error, and of each validation clip the first ten seconds as sounds and spectrograms.
 * Each run, also a resumed one, opens a file of its own; TensorBoard joins them, and drops what an
 * earlier run did beyond the step at which a later one began.
 *
 * <p>What is told is in the file at once. If the file can no longer be written, the report ends
 * with a warning and training goes on. For one run at a time, on one thread.
 */
public final class TensorBoardReport implements TrainingListener, AutoCloseable {
  private final Path folder;
  private final StepInterval interval;
  private final Pace pace = new Pace();
  private EventFile file; // null while nothing is reported
  private boolean originalsTold;

  /**
   * Creates a report.
   *
   * @param folder where event files go, what {@code tensorboard --logdir} is given; made if absent
   * @param everySteps how many steps apart they are told; the first and last of a run always are
   * @throws ConfigException if that is not at least 1
   */
  public TensorBoardReport(Path folder, long everySteps) {
    this.folder = folder;
    interval = new StepInterval(everySteps);
  }

  /**
   * Opens a file.
   *
   * @throws FileException if that fails
   */
  @Override
  public void started(TrainingRun run) {
    interval.started(run);
    originalsTold = false;
    try {
      file = EventFile.createIn(folder);
      if (run.firstStep() > 0) {
        file.restart(run.firstStep() + 1);
      }
    } catch (IOException e) {
      throw new FileException("Cannot write TensorBoard events to %s: %s.".formatted(folder, e), e);
    }
  }

  @Override
  public void stepped(StepReport report) {
    pace.add(report);
    if (!interval.includes(report.step())) {
      return;
    }
    List<SummaryValue> values = new ArrayList<>();
    report.losses().named().forEach((name, loss) -> values.add(SummaryValue.scalar(name, loss)));
    ScalarNames.learningRates(report)
        .forEach((name, rate) -> values.add(SummaryValue.scalar(name, rate)));
    values.add(SummaryValue.scalar(ScalarNames.SECONDS_PER_STEP, pace.take()));
    append(report.step(), values);
  }

  @Override
  public void validated(ValidationReport report) {
    List<SummaryValue> values = new ArrayList<>();
    values.add(SummaryValue.scalar(ScalarNames.VALIDATION_ERROR, report.error()));
    append(report.step(), values);
    for (Clip clip : report.clips()) {
      if (!originalsTold) {
        append(report.step(), clip, clip.original());
      }
      clip.made().forEach(made -> append(report.step(), clip, made));
    }
    originalsTold = true;
  }

  private void append(long step, Clip clip, Rendering one) {
    String tag = clip.name() + "/" + one.name();
    Excerpt excerpt = Excerpt.ofMade(clip, one);
    append(
        step,
        List.of(SummaryValue.audio(tag, excerpt), SummaryValue.image(tag, excerpt.picture())));
  }

  private void append(long step, List<SummaryValue> values) {
    if (file == null) {
      return;
    }
    try {
      file.append(step, values);
    } catch (IOException e) {
      // The file may end in half a record now: what came after it could not be read.
      log().warn("Cannot write TensorBoard events to {} any more: {}", folder, e.toString());
      close();
    }
  }

  @Override
  public void ended(TrainingResult result) {
    close();
  }

  @Override
  public void failed(TrainingResult result, String reason) {
    close();
  }

  /** Closes the file; without effect where that has been done. */
  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      log().warn("Cannot close TensorBoard events in {}: {}", folder, e.toString());
    }
    file = null;
  }

  // Not a field: an application without SLF4J's provider is not warned of that unless something is
  // logged.
  private static Logger log() {
    return LoggerFactory.getLogger(TensorBoardReport.class);
  }
}
