package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * What a network is told beside the mel. A network passes over what it has no use for.
 *
 * @param mask (batch, bands, frames), 1 where the mel is shown and 0 where it is to be filled in;
 *     none is 1 everywhere
 * @param code (batch, domains), 1 for the domain to convert into, or to judge by, and 0 for others
 */
public record Conditions(Optional<NDArray> mask, Optional<NDArray> code) {
  /** Nothing. */
  public static final Conditions NONE = new Conditions(Optional.empty(), Optional.empty());

  /**
   * Returns the condition of a mask.
   *
   * @param mask (batch, bands, frames)
   */
  public static Conditions masked(NDArray mask) {
    return new Conditions(Optional.of(mask), Optional.empty());
  }

  /**
   * Returns the condition of a domain.
   *
   * @param code (batch, domains)
   */
  public static Conditions domain(NDArray code) {
    return new Conditions(Optional.empty(), Optional.of(code));
  }

  /** Returns a mel, (batch, bands, frames), with the code's channels appended to a plane. */
  NDArray appendedTo(NDArray plane) {
    NDArray each =
        code.orElseThrow(() -> new IllegalArgumentException("the network needs a domain's code"));
    long batch = plane.getShape().get(0);
    long bands = plane.getShape().get(2);
    long frames = plane.getShape().get(3);
    long domains = each.getShape().get(1);
    try (NDArray single = each.reshape(batch, domains, 1, 1);
        NDArray planes = single.broadcast(batch, domains, bands, frames)) {
      return plane.concat(planes, 1);
    }
  }
}
