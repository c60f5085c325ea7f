package dev.vocoder.train;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A run whose data are checked: what its networks are made from, and where its batches come from.
 *
 * @param <B> what a step learns from
 */
public interface TrainingPlan<B> {

  /** Returns the config as JSON, as it is left in the run's folder. */
  String config();

  /** Returns what is trained on what, in a few words. */
  String description();

  /**
   * Returns where the model comes from, at step 0.
   *
   * @param start what training begins with, in words
   */
  Provenance provenance(String start);

  /**
   * Refuses to go on with a run that was for something else, where its weights alone do not tell;
   * does nothing by default.
   *
   * @param config the saved run's config, as {@link #config} gave it
   * @throws dev.vocoder.CheckpointException if it was
   */
  default void requireSame(String config) {}

  /**
   * Makes the networks and optimisers. The optimisers' states are empty; the trainer reads them.
   *
   * @param generators a file with the weights of the exported networks; empty for random ones
   * @param training the file with those of the other networks; empty for random ones
   * @throws dev.vocoder.CheckpointException if a file does not fit the config
   */
  TrainingScheme<B> open(Optional<Path> generators, Optional<TrainingFile> training);

  /**
   * Begins to read batches.
   *
   * @param epoch the first batch's epoch, from 0
   * @param position its number in the epoch, from 0
   */
  BatchSource<B> batches(long epoch, int position);
}
