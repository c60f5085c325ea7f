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
public record ConversionConditions(Optional<NDArray> mask, Optional<NDArray> code) {
  /** Nothing. */
  public static final ConversionConditions NONE =
      new ConversionConditions(Optional.empty(), Optional.empty());

  /**
   * Returns the condition of a mask.
   *
   * @param mask (batch, bands, frames)
   */
  public static ConversionConditions masked(NDArray mask) {
    return new ConversionConditions(Optional.of(mask), Optional.empty());
  }

  /**
   * Returns the condition of a domain.
   *
   * @param code (batch, domains)
   */
  public static ConversionConditions domain(NDArray code) {
    return new ConversionConditions(Optional.empty(), Optional.of(code));
  }

  /**
   * Returns a plane with the code's channels appended to its own.
   *
   * @param plane (batch, channels, bands, frames), of a network that needs a code and has one
   */
  NDArray appendedTo(NDArray plane) {
    long batch = plane.getShape().get(0);
    long bands = plane.getShape().get(2);
    long frames = plane.getShape().get(3);
    long domains = code.orElseThrow().getShape().get(1);
    try (NDArray single = code.orElseThrow().reshape(batch, domains, 1, 1);
        NDArray planes = single.broadcast(batch, domains, bands, frames)) {
      return plane.concat(planes, 1);
    }
  }
}
