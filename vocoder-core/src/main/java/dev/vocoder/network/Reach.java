package dev.vocoder.network;

/**
 * How much of the input on either side of its own place a stretch of a network's output depends on.
 *
 * @param before how much before the stretch's own, 0 or more
 * @param after how much after it, 0 or more
 */
public record Reach(long before, long after) {

  /** Returns the wider of the two sides. */
  public long widest() {
    return Math.max(before, after);
  }
}
