package dev.vocoder.train;

import java.util.List;

/**
 * Where a run's batches come from, in order, from the place that {@link TrainingPlan#batches} was
 * asked for. To be used by one thread.
 *
 * @param <B> what a scheme learns from
 */
public interface BatchSource<B> extends AutoCloseable {

  /**
   * Returns what the next step learns from, waiting for it if need be: one batch, or the
   * micro-batches that it is divided into, all of the same size.
   */
  List<B> next();

  /** Returns the number of steps in an epoch, 1 or more. */
  int batchesPerEpoch();

  @Override
  void close();
}
