package dev.vocoder.internal.engine;

import ai.djl.ndarray.types.Shape;

/** Chooses in which form LibTorch is asked for a convolution on planes. */
final class PlaneForms {
  /** Fewer channels than this, on either side, would be mostly the zeros that are added. */
  private static final int MANY_CHANNELS = 16;

  /** With fewer multiplications the product is as fast. */
  private static final long MANY_MULTIPLICATIONS = 1 << 24;

  /** Of one item with fewer numbers LibTorch does not ask oneDNN ({@link ConvolutionForms}). */
  private static final long MANY_NUMBERS = 20_480;

  private PlaneForms() {}

  /**
   * Chooses the form of a convolution on a CPU.
   *
   * @param input (batch, inputs, rows, columns)
   * @param weight (outputs, inputs, rows, columns)
   * @param geometry how the kernel moves
   */
  static PlaneForm onCpu(Shape input, Shape weight, PlaneGeometry geometry) {
    long inputs = weight.get(1);
    long outputs = weight.get(0);
    long taps = weight.get(2) * weight.get(3);
    int moves = geometry.strideRows() * geometry.strideColumns();
    boolean isLarge =
        Math.min(inputs, outputs) >= MANY_CHANNELS
            && input.size() > MANY_NUMBERS
            && input.size() / moves * outputs * taps > MANY_MULTIPLICATIONS;
    if (isLarge && taps > 1 && PlaneTrial.ROUNDED_IS_RIGHT) {
      return PlaneForm.ROUNDED;
    }
    boolean isSpread = outputs < inputs && taps > 1 && moves == 1 && geometry.isWithin(weight);
    return isSpread ? PlaneForm.SPREAD : PlaneForm.PRODUCT;
  }
}
