package dev.vocoder.train;

import dev.vocoder.network.NamedBlock;
import dev.vocoder.train.optimize.AdamW;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Networks that learn with or against each other, their optimisers, and the step that trains them:
 * all that {@link Trainer} needs to know of a way to train. It is opened by a {@link TrainingPlan}
 * and used by one thread; {@link #close} frees its native memory.
 *
 * <p>A checkpoint is two files. That of the generators holds the {@link #exported} networks, each a
 * state dict under its name, which is what users of the model open; the other holds all else: the
 * other networks and the optimisers' states under their names, and how far the run is.
 *
 * @param <B> what a step learns from
 */
public interface TrainingScheme<B> extends AutoCloseable {

  /**
   * What a step came to.
   *
   * @param losses its losses
   * @param applied whether every network it trains was updated
   */
  record Outcome(StepLosses losses, boolean applied) {}

  /** Returns the networks by their names in checkpoints, in the order they are written. */
  Map<String, ? extends NamedBlock> networks();

  /** Returns the names of those networks that a checkpoint's first file holds. */
  Set<String> exported();

  /**
   * Returns the optimisers by their names in checkpoints, at least one. Reports tell the learning
   * rate of the first, and those of others where they differ from it.
   */
  Map<String, AdamW> optimizers();

  /**
   * Makes a step. A network whose loss or gradient is infinite or not a number is not updated. The
   * weights of losses may follow a {@link dev.vocoder.train.optimize.Schedule}; the learning rates
   * of the optimisers are the trainer's to change.
   *
   * @param batch what to learn from: one batch, or its parts, all of the same size, whose gradients
   *     are accumulated before each update
   * @param state how far the run is, this step not counted
   * @return the losses by name, and whether everything was updated
   */
  Outcome step(List<B> batch, TrainingState state);

  /**
   * Returns what else a checkpoint's second file holds, such as samples of before that are shown
   * again: what an exact resume needs beside networks, optimisers and the state. Nothing by
   * default.
   */
  default Map<String, Object> entries() {
    return Map.of();
  }

  /**
   * Tries the networks on data that they are not trained on.
   *
   * @param state how far the run is
   * @return how they do; empty if there are no such data
   */
  Optional<ValidationReport> validate(TrainingState state);

  @Override
  void close();
}
