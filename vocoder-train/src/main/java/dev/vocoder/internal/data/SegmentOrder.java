package dev.vocoder.internal.data;

import java.util.SplittableRandom;

/**
 * The order in which recordings are trained on and where segments are cut, a pure function of the
 * seed: any batch of any epoch can be drawn at any time, and two runs that differ in nothing else
 * draw the same. In an epoch every recording comes once, in an order of its own; what does not fill
 * a batch is left out, as in the reference. Where there are fewer recordings than a batch holds, an
 * epoch is one batch and recordings repeat.
 */
final class SegmentOrder {
  private final long seed;
  private final int recordings;
  private final int batchSize;
  private final double leastAmplitude;

  /**
   * One segment.
   *
   * @param recording the recording's number
   * @param position where in it, from 0 to below 1
   * @param amplitude what its samples are multiplied by
   */
  record Segment(int recording, double position, double amplitude) {}

  SegmentOrder(long seed, int recordings, int batchSize, double leastAmplitude) {
    this.seed = seed;
    this.recordings = recordings;
    this.batchSize = batchSize;
    this.leastAmplitude = leastAmplitude;
  }

  /** Returns the number of batches in an epoch. */
  int batches() {
    return Math.max(1, recordings / batchSize);
  }

  /**
   * Returns the segments of a batch.
   *
   * @param epoch from 0
   * @param batch within the epoch, from 0
   */
  Segment[] segments(long epoch, int batch) {
    SplittableRandom random = new SplittableRandom(seed).split();
    SplittableRandom ofEpoch = new SplittableRandom(random.nextLong() ^ mixed(epoch));
    int[] order = permutation(ofEpoch);
    SplittableRandom ofBatch = new SplittableRandom(ofEpoch.nextLong() ^ mixed(batch));
    SplittableRandom ofAmplitudes = new SplittableRandom(seed ^ mixed(epoch) ^ ~mixed(batch));
    Segment[] segments = new Segment[batchSize];
    for (int i = 0; i < batchSize; i++) {
      int place = (int) (((long) batch * batchSize + i) % recordings);
      double position = ofBatch.nextDouble();
      double amplitude = 1 - (1 - leastAmplitude) * ofAmplitudes.nextDouble();
      segments[i] = new Segment(order[place], position, amplitude);
    }
    return segments;
  }

  /** Spreads a small number over all bits, so that neighbours have nothing in common. */
  private static long mixed(long number) {
    return new SplittableRandom(number).nextLong();
  }

  /** The Fisher-Yates shuffle. */
  private int[] permutation(SplittableRandom random) {
    int[] order = new int[recordings];
    for (int i = 0; i < recordings; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
