package dev.vocoder.network.plane;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.internal.engine.PlaneGeometry;

/**
 * The sizes of a convolution over bands and frames.
 *
 * @param inputs the number of input channels
 * @param outputs the number of output channels
 * @param bands the kernel's bands
 * @param frames the kernel's frames
 * @param geometry how it moves, rows being bands and columns frames
 */
public record PlaneSizes(int inputs, int outputs, int bands, int frames, PlaneGeometry geometry) {

  /**
   * Returns the sizes of a convolution that moves on by one and reads half its kernel beyond each
   * end: with an odd kernel, the plane stays as large as it is.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param bands the kernel's bands
   * @param frames the kernel's frames
   */
  public static PlaneSizes of(int inputs, int outputs, int bands, int frames) {
    PlaneGeometry geometry = new PlaneGeometry(1, 1, bands / 2, bands / 2, frames / 2, frames / 2);
    return new PlaneSizes(inputs, outputs, bands, frames, geometry);
  }

  /** Returns the same, moving on by these. */
  public PlaneSizes stride(int overBands, int overFrames) {
    return with(
        new PlaneGeometry(
            overBands,
            overFrames,
            geometry.top(),
            geometry.bottom(),
            geometry.left(),
            geometry.right()));
  }

  /** Returns the same with as many zeros at both ends of each axis, or as many cut off. */
  public PlaneSizes padding(int ofBands, int ofFrames) {
    return padding(ofBands, ofBands, ofFrames, ofFrames);
  }

  /** Returns the same with these zeros at the ends, or so many cut off. */
  public PlaneSizes padding(int top, int bottom, int left, int right) {
    return with(
        new PlaneGeometry(
            geometry.strideRows(), geometry.strideColumns(), top, bottom, left, right));
  }

  private PlaneSizes with(PlaneGeometry other) {
    return new PlaneSizes(inputs, outputs, bands, frames, other);
  }

  /** Returns (outputs, inputs, kernel bands, kernel frames). */
  Shape kernel() {
    return new Shape(outputs, inputs, bands, frames);
  }
}
