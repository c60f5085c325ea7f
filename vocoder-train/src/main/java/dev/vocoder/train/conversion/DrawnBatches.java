package dev.vocoder.train.conversion;

import dev.vocoder.train.BatchSource;
import java.util.List;
import java.util.function.LongFunction;

/** Batches that are drawn one after the other. */
final class DrawnBatches<B> implements BatchSource<B> {
  private final LongFunction<List<B>> draw;
  private final int perEpoch;
  private long next;

  /**
   * Prepares to draw.
   *
   * @param draw gives the batch of a step, in parts
   * @param perEpoch how many batches an epoch has
   * @param first the step of the first batch
   */
  DrawnBatches(LongFunction<List<B>> draw, int perEpoch, long first) {
    this.draw = draw;
    this.perEpoch = perEpoch;
    this.next = first;
  }

  @Override
  public List<B> next() {
    return draw.apply(next++);
  }

  @Override
  public int batchesPerEpoch() {
    return perEpoch;
  }

  @Override
  public void close() {}
}
