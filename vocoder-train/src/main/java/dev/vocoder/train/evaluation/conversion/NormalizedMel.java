package dev.vocoder.train.evaluation.conversion;

/** A mel normalised by its voice: each band less its mean, divided by its deviation. Immutable. */
final class NormalizedMel {
  private final float[] values; // (bands, frames)
  private final int frames;

  /** Takes over values, (bands, frames). */
  NormalizedMel(float[] values, int frames) {
    this.values = values;
    this.frames = frames;
  }

  int bands() {
    return values.length / frames;
  }

  int frames() {
    return frames;
  }

  /** Returns a copy of the values, (bands, frames). */
  float[] values() {
    return values.clone();
  }

  /**
   * Copies frames.
   *
   * @param first the first of them
   * @param count how many
   * @param to (bands, count) from an offset on
   * @param offset that offset
   */
  void copy(int first, int count, float[] to, int offset) {
    for (int band = 0; band < bands(); band++) {
      System.arraycopy(values, band * frames + first, to, offset + band * count, count);
    }
  }
}
