package dev.vocoder.internal.data;

import dev.vocoder.EngineException;
import dev.vocoder.FileException;
import dev.vocoder.VocoderException;
import dev.vocoder.train.data.Recording;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Draws batches in order, and reads some ahead in the background so that the trainer does not wait.
 * To be used by one thread.
 */
public final class BatchLoader implements AutoCloseable {
  private static final int AHEAD = 4;
  private static final int CACHE_SHARE = 4; // of the heap, one such part at most

  private final List<Recording> recordings;
  private final SegmentOrder order;
  private final RecordingCache cache;
  private final SegmentCutter cutter;
  private final int bands;
  private final ExecutorService executor;
  private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
  private long epoch; // of the next batch to read
  private int batch;

  /**
   * Begins to read.
   *
   * @param dataset the data set, as its check found it usable
   * @param batchSize segments in a batch
   * @param segmentSize samples in a segment
   * @param segmentFrames frames of its mel, of which the generator makes so many samples
   * @param leastAmplitude each segment is scaled by a random number from this to 1
   * @param seed governs the order and the segments
   * @param epoch the first batch's epoch, from 0
   * @param batch its number in the epoch, from 0
   */
  public BatchLoader(
      Dataset dataset,
      int batchSize,
      int segmentSize,
      int segmentFrames,
      double leastAmplitude,
      long seed,
      long epoch,
      int batch) {
    this.recordings = dataset.recordings();
    this.order = new SegmentOrder(seed, recordings.size(), batchSize, leastAmplitude);
    this.cache =
        new RecordingCache(
            new RecordingReader(dataset), Runtime.getRuntime().maxMemory() / CACHE_SHARE);
    this.cutter = new SegmentCutter(dataset.format(), segmentSize, segmentFrames);
    this.bands = dataset.format().bands();
    this.executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "vocoder-batches");
              thread.setDaemon(true);
              return thread;
            });
    this.epoch = epoch;
    this.batch = batch;
    for (int i = 0; i < AHEAD; i++) {
      readNext();
    }
  }

  /** Returns the number of batches in an epoch. */
  public int batchesPerEpoch() {
    return order.batches();
  }

  private void readNext() {
    SegmentOrder.Segment[] segments = order.segments(epoch, batch);
    ahead.add(executor.submit(() -> load(segments)));
    batch++;
    if (batch >= order.batches()) {
      batch = 0;
      epoch++;
    }
  }

  private Batch load(SegmentOrder.Segment[] segments) {
    float[] waves = null;
    float[] mels = null;
    for (int i = 0; i < segments.length; i++) {
      RecordingReader.Content content = read(recordings.get(segments[i].recording()));
      SegmentCutter.Segment segment =
          cutter.cut(content, segments[i].position(), segments[i].amplitude());
      if (waves == null) {
        waves = new float[segments.length * segment.wave().length];
        mels = new float[segments.length * segment.mel().length];
      }
      System.arraycopy(segment.wave(), 0, waves, i * segment.wave().length, segment.wave().length);
      System.arraycopy(segment.mel(), 0, mels, i * segment.mel().length, segment.mel().length);
    }
    return new Batch(waves, mels, segments.length, bands);
  }

  private RecordingReader.Content read(Recording recording) {
    try {
      return cache.get(recording);
    } catch (VocoderException e) {
      throw new FileException("%s: %s".formatted(recording.name(), e.getMessage()), e);
    }
  }

  /**
   * Returns the next batch, waiting for it if need be.
   *
   * @throws FileException if a file cannot be read any more
   */
  public Batch next() {
    Future<Batch> next = ahead.remove();
    readNext();
    try {
      return next.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("Training was interrupted while it waited for data.", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
