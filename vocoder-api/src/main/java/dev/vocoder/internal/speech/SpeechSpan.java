package dev.vocoder.internal.speech;

/**
 * Where speech lies in a recording: what is left without the silence before and after it.
 *
 * @param from its first frame
 * @param to one past its last frame
 */
public record SpeechSpan(int from, int to) {

  /**
   * Finds the span from the first to the last frame that is loud enough.
   *
   * @param levels of each frame in decibels, at least one
   * @param range how far in decibels below the loudest frame a frame counts, 0 or more
   */
  public static SpeechSpan of(double[] levels, double range) {
    double loudest = Double.NEGATIVE_INFINITY;
    for (double level : levels) {
      loudest = Math.max(loudest, level);
    }
    int from = 0;
    while (levels[from] < loudest - range) {
      from++;
    }
    int to = levels.length;
    while (levels[to - 1] < loudest - range) {
      to--;
    }
    return new SpeechSpan(from, to);
  }

  /** Returns the number of frames, at least 1. */
  public int frames() {
    return to - from;
  }
}
