package dev.vocoder.train.optimize;

import dev.vocoder.ConfigException;
import dev.vocoder.internal.optimize.ConfigRange;

/**
 * A limit to the norm of gradients, which are scaled down to it.
 *
 * @param norm the largest norm, infinite for no limit
 * @param each whether it holds for each parameter's gradient by itself, or for all of an
 *     optimiser's together
 */
public record GradientLimit(double norm, boolean each) {
  /** No limit. */
  public static final GradientLimit NONE = new GradientLimit(Double.POSITIVE_INFINITY, false);

  /**
   * Checks the number.
   *
   * @throws ConfigException if it is not more than 0
   */
  public GradientLimit {
    ConfigRange.require(norm > 0, "gradient_norm_limit", norm, "more than 0");
  }
}
