package dev.vocoder.train;

import dev.vocoder.TrainingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One run of training: the loop over its steps, and how far it is.
 *
 * @param <B> what a step learns from
 */
final class TrainingLoop<B> {
  private final TrainingSettings settings;
  private final TrainingPlan<B> plan;
  private final Checkpoints<B> checkpoints;
  private final TrainingScheme<B> scheme;
  private final Listeners listeners;
  private final BooleanSupplier stopping;
  private final SkippedSteps skipped;
  private TrainingState state;

  /**
   * Prepares a run.
   *
   * @param settings the run
   * @param plan where its batches come from
   * @param checkpoints its networks as it begins
   * @param listeners who is told of it
   * @param stopping says whether to end after the step at hand
   */
  TrainingLoop(
      TrainingSettings settings,
      TrainingPlan<B> plan,
      Checkpoints<B> checkpoints,
      Listeners listeners,
      BooleanSupplier stopping) {
    this.settings = settings;
    this.plan = plan;
    this.checkpoints = checkpoints;
    this.scheme = checkpoints.scheme();
    this.listeners = listeners;
    this.stopping = stopping;
    this.skipped = new SkippedSteps(settings.maxSkippedInARow(), settings.maxSkippedShare());
    this.state = checkpoints.start();
  }

  TrainingResult toTheEnd() {
    try {
      listeners.started(
          new TrainingRun(settings.output(), plan.description(), state.step(), settings.steps()));
      train();
      if (!checkpoints.isLatest(state.step())) {
        save();
      }
      requireFewSkipped(true);
    } catch (TrainingException e) { // the last good checkpoint stays
      listeners.failed(result(), e);
      throw e;
    } catch (RuntimeException | Error e) {
      saveWhatThereIs(e);
      listeners.failed(result(), e);
      throw e;
    }
    TrainingResult result = result();
    listeners.ended(result);
    return result;
  }

  private void saveWhatThereIs(Throwable failure) {
    try {
      if (state.step() > 0 && !checkpoints.isLatest(state.step())) {
        save();
      }
    } catch (RuntimeException | Error e) {
      Listeners.suppress(e, failure);
    }
  }

  private TrainingResult result() {
    return new TrainingResult(
        state.step(),
        skipped.total(),
        stopping.getAsBoolean() && state.step() < settings.steps(),
        checkpoints.latest(),
        state.bestError());
  }

  private void train() {
    try (BatchSource<B> batches = plan.batches(state.epoch(), state.position())) {
      while (state.step() < settings.steps() && !stopping.getAsBoolean()) {
        step(batches);
        long made = state.step();
        boolean ends = made == settings.steps();
        if (ends || made % settings.validationInterval() == 0) {
          validate();
        }
        if (ends || made % settings.checkpointInterval() == 0) {
          save();
        }
      }
    }
  }

  private void step(BatchSource<B> batches) {
    long begin = System.nanoTime();
    TrainingScheme.Outcome outcome = scheme.step(batches.next(), state);
    if (outcome.applied()) {
      checkpoints.averages().update();
    }
    long epoch = state.epoch();
    Map<String, Double> rates = new LinkedHashMap<>();
    scheme.optimizers().forEach((name, optimizer) -> rates.put(name, optimizer.learningRate()));
    state = state.next(batches.batchesPerEpoch());
    scheme
        .optimizers()
        .values()
        .forEach(optimizer -> optimizer.advance(state.step(), state.epoch()));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    StepReport report =
        new StepReport(state.step(), epoch, outcome.losses(), rates, seconds, outcome.applied());
    listeners.tell(one -> one.stepped(report));
    count(report);
    if (state.step() < settings.steps()) {
      requireFewSkipped(false);
    }
  }

  private void count(StepReport report) {
    skipped.add(report);
    if (!report.applied()) {
      listeners.note(
          "Step %d was skipped: a loss or gradient is infinite or not a number: %s."
              .formatted(report.step(), report.losses().named()));
    }
  }

  private void requireFewSkipped(boolean ends) {
    skipped
        .tooMany(ends)
        .ifPresent(
            fault -> {
              throw new TrainingException(
                  "Training stopped at step %d: %s. %s Lower the learning rate or set gradient_norm_limit, and resume; if it began with the first steps, see whether vocoder doctor finds fault with this processor."
                      .formatted(
                          state.step(),
                          fault,
                          checkpoints
                              .latest()
                              .map("The last good checkpoint is %s."::formatted)
                              .orElse("There is no checkpoint yet.")));
            });
  }

  private void validate() {
    checkpoints.averages().inPlace(() -> scheme.validate(state)).ifPresent(this::validated);
  }

  private void validated(ValidationReport report) {
    if (report.isBest()) {
      state = state.withBest(report.error());
      checkpoints.saveBest(state);
    }
    listeners.tell(one -> one.validated(report));
  }

  private void save() {
    checkpoints.save(state);
    listeners.tell(one -> one.saved(state.step(), checkpoints.latest().orElseThrow()));
  }
}
