package dev.vocoder.train;

import dev.vocoder.TrainingException;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.internal.engine.TorchEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.OptionalLong;

/**
 * Trains networks by a {@link TrainingScheme}, step by step: data, checkpoints, validation,
 * averages, schedules and listeners are the same for all schemes. A {@link TrainerBuilder} makes
 * it.
 *
 * <p>On a CPU with one thread a run is determined by its config, data and start: stopping and
 * resuming changes nothing, bit for bit. With more threads sums may be taken in another order.
 *
 * <p>A step in which a loss or gradient is infinite or not a number is skipped: what it would have
 * spoilt is not updated. Now and then that does no harm; ten in a row, or more than a quarter of
 * the latest hundred steps (from four on, or at the end), end the run as failed, see {@link
 * TrainerBuilder#maxSkippedInARow} and {@link TrainerBuilder#maxSkippedShare}.
 *
 * <p>A trainer runs once. {@link #stop} may be called from any thread, everything else from one.
 */
public final class Trainer {
  private final TrainingTask<?> task;
  private final TrainingSettings settings;
  private final RunFolder folder;
  private final Listeners listeners;
  private volatile boolean stopping;

  Trainer(TrainingTask<?> task, TrainingSettings settings) {
    this.task = task;
    this.settings = settings;
    this.folder = new RunFolder(settings.output());
    this.listeners = new Listeners(settings.listeners());
  }

  /** Asks the run to end after the step it is at; it saves a checkpoint first. */
  public void stop() {
    stopping = true;
  }

  /**
   * Checks the data, then trains to the last step, or until {@link #stop}. At the end there is a
   * checkpoint of the last step made; also where a listener, a file or LibTorch fails on the way,
   * if it can be written then. (What fails within a step may have changed some networks already:
   * resuming then is not exact.)
   *
   * @return how it ended
   * @throws dev.vocoder.FileException if a recording cannot be trained on, naming every such, or
   *     the run's folder cannot be written
   * @throws dev.vocoder.CheckpointException if what to start with does not fit the config
   * @throws TrainingException if the folder holds a run that would be overwritten or none to
   *     resume, another trainer is at work in it, or too many steps were skipped, see above; the
   *     last good checkpoint stays, and a run at its end saves first
   */
  public TrainingResult run() {
    return run(task);
  }

  @SuppressWarnings("try") // the lock is held, not used
  private <B> TrainingResult run(TrainingTask<B> any) {
    requireStart();
    if (Files.isDirectory(folder.path())) {
      RunLock.take(folder.path()).close(); // before all data are read in vain
    }
    TrainingPlan<B> plan = any.check(listeners::note);
    settings.threads().ifPresent(count -> TorchEngine.start().setThreads(count));
    folder.make();
    try (RunLock lock = RunLock.take(folder.path())) {
      requireStart();
      folder.sweep();
      return TorchEngine.start().onOwnThread(() -> run(plan));
    }
  }

  private <B> TrainingResult run(TrainingPlan<B> plan) {
    try (Checkpoints<B> checkpoints = Checkpoints.begin(settings, plan, folder)) {
      AtomicFile.write( // only now, as a run that it does not fit keeps its own
          folder.path().resolve("config.json"),
          out -> out.write(plan.config().getBytes(StandardCharsets.UTF_8)));
      return new TrainingLoop<>(settings, plan, checkpoints, listeners, () -> stopping).toTheEnd();
    }
  }

  private void requireStart() {
    OptionalLong latest = folder.latest();
    if (settings.start() instanceof Start.Resume && latest.isEmpty()) {
      throw new TrainingException(
          "There is no checkpoint to resume in %s; start without resuming."
              .formatted(folder.path()));
    }
    if (!(settings.start() instanceof Start.Resume) && latest.isPresent()) {
      throw new TrainingException(
          "%s holds a run of %d steps; resume it, or choose another folder."
              .formatted(folder.path(), latest.getAsLong()));
    }
  }
}
