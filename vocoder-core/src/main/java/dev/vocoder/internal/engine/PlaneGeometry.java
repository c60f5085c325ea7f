package dev.vocoder.internal.engine;

import ai.djl.ndarray.types.Shape;

/**
 * How a kernel moves over a plane.
 *
 * @param strideRows how many rows it moves on
 * @param strideColumns how many columns it moves on
 * @param top rows of zeros above; of a transposed convolution rows that are cut off there, and so
 *     the others
 * @param bottom rows of zeros below
 * @param left columns of zeros before
 * @param right columns of zeros after
 */
public record PlaneGeometry(
    int strideRows, int strideColumns, int top, int bottom, int left, int right) {

  /** Says whether every output reads at least one number that is not padding. */
  boolean isWithin(Shape weight) {
    return Math.max(top, bottom) < weight.get(2) && Math.max(left, right) < weight.get(3);
  }
}
