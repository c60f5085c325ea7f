package dev.vocoder.train.evaluation.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Segments of normalised mels, their speakers, and which statistics of each are dropped out. */
final class SpeakerBatch {
  private final float[] mels; // (batch, bands, frames)
  private final Shape shape;
  private final float[] speakers; // (batch, speakers), 1 at the speaker
  private final float[] mask; // (batch, statistics), 0 or the factor that keeps the mean

  /** Takes over arrays: mels of a shape, a 1 for each speaker, a factor for each statistic. */
  SpeakerBatch(float[] mels, Shape shape, float[] speakers, float[] mask) {
    this.mels = mels;
    this.shape = shape;
    this.speakers = speakers;
    this.mask = mask;
  }

  /** Returns the segments, (batch, bands, frames). */
  NDArray mels(NDManager scope) {
    return scope.create(mels, shape);
  }

  /** Returns 1 at each segment's speaker and 0 elsewhere, (batch, speakers). */
  NDArray speakers(NDManager scope) {
    return scope.create(speakers, new Shape(shape.get(0), speakers.length / shape.get(0)));
  }

  /** Returns what each statistic is multiplied by, (batch, statistics, 1). */
  NDArray mask(NDManager scope) {
    return scope.create(mask, new Shape(shape.get(0), mask.length / shape.get(0), 1));
  }
}
