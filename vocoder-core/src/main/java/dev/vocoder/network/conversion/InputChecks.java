package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Checks of the inputs of networks, whose messages say what to give instead. */
final class InputChecks {
  private static final int AXES = 3;

  private InputChecks() {}

  /** Requires mels, (batch, bands, frames). */
  static void requireMels(NDArray mels, int bands, int leastFrames) {
    Shape shape = mels.getShape();
    if (shape.dimension() != AXES || shape.get(1) != bands) {
      throw new IllegalArgumentException(
          "the mels are %s; give (batch, %d bands, frames)".formatted(shape, bands));
    }
    if (shape.get(2) < leastFrames) {
      throw new IllegalArgumentException(
          "the mels have %d frames; the network needs %d or more"
              .formatted(shape.get(2), leastFrames));
    }
  }

  /** Requires a code of so many domains for each mel. */
  static void requireCode(ConversionConditions conditions, NDArray mels, int domains) {
    Shape needed = new Shape(mels.getShape().get(0), domains);
    NDArray code =
        conditions
            .code()
            .orElseThrow(() -> new IllegalArgumentException("there is no code; give " + needed));
    if (!code.getShape().equals(needed)) {
      throw new IllegalArgumentException(
          "the code is %s; give %s, a row for each mel".formatted(code.getShape(), needed));
    }
  }
}
