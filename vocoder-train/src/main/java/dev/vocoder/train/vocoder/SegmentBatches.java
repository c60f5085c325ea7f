package dev.vocoder.train.vocoder;

import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.data.BatchLoader;
import dev.vocoder.train.BatchSource;
import java.util.List;

/**
 * Random segments of recordings, each batch divided into micro-batches.
 *
 * @param loader draws the batches; closed with this
 * @param microBatches into how many equal parts each is divided
 */
record SegmentBatches(BatchLoader loader, int microBatches) implements BatchSource<Batch> {

  @Override
  public List<Batch> next() {
    return loader.next().divided(microBatches);
  }

  @Override
  public int batchesPerEpoch() {
    return loader.batchesPerEpoch();
  }

  @Override
  public void close() {
    loader.close();
  }
}
