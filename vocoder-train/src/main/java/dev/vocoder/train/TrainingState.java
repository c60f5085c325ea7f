package dev.vocoder.train;

import dev.vocoder.CheckpointException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How far training is, beside weights and moments.
 *
 * @param step the number of steps made
 * @param epoch how often the data were gone through
 * @param position the number of batches made since, in the epoch
 * @param warmUpSteps how many of the run's first steps leave the generators as they are
 * @param bestError the lowest validation error, empty if there was none
 */
public record TrainingState(
    long step, long epoch, int position, long warmUpSteps, OptionalDouble bestError) {

  /** Returns the state before the first step. */
  static TrainingState initial(long warmUpSteps) {
    return new TrainingState(0, 0, 0, warmUpSteps, OptionalDouble.empty());
  }

  /** Returns the state after a step. */
  TrainingState next(int batchesPerEpoch) {
    boolean ends = position + 1 >= batchesPerEpoch;
    return new TrainingState(
        step + 1, ends ? epoch + 1 : epoch, ends ? 0 : position + 1, warmUpSteps, bestError);
  }

  /**
   * Says whether an error is the lowest so far; one that is no number is not.
   *
   * @param error a validation's error
   */
  public boolean isImprovedBy(double error) {
    return Double.isFinite(error) && (bestError.isEmpty() || error < bestError.getAsDouble());
  }

  /** Returns the state with another lowest error. */
  TrainingState withBest(double error) {
    return new TrainingState(step, epoch, position, warmUpSteps, OptionalDouble.of(error));
  }

  /**
   * Returns the entries of a training file: the reference's two, and what an exact resume needs.
   */
  Map<String, Object> entries() {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("steps", step);
    entries.put("epoch", epoch);
    entries.put("position", position);
    entries.put("warm_up_steps", warmUpSteps);
    entries.put("best_mel_error", bestError.isPresent() ? (Object) bestError.getAsDouble() : null);
    return entries;
  }

  /**
   * Reads the state of a saved run.
   *
   * @param file a {@code do_} file, the reference's too
   * @throws CheckpointException if it is none
   */
  public static TrainingState of(TrainingFile file) {
    Map<?, ?> root = file.root();
    if (!(root.get("steps") instanceof Long steps)
        || !(root.get("epoch") instanceof Long epoch)
        || steps < 0
        || epoch < 0) {
      throw new CheckpointException(
          "%s is not a training checkpoint: it lacks steps and epoch; give the file whose name begins with do_."
              .formatted(file.name()));
    }
    int position =
        root.get("position") instanceof Long saved && saved >= 0 && saved <= Integer.MAX_VALUE
            ? saved.intValue()
            : 0;
    OptionalDouble best =
        root.get("best_mel_error") instanceof Double error
            ? OptionalDouble.of(error)
            : OptionalDouble.empty();
    long warmUp = root.get("warm_up_steps") instanceof Long saved ? saved : 0;
    return new TrainingState(steps, epoch, position, warmUp, best);
  }
}
