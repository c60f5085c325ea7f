package dev.vocoder.network.plane;

import ai.djl.ndarray.NDArray;
import dev.vocoder.internal.engine.PlaneFunctions;

/** How much of a layer's output passes. */
public enum Gate {
  /** All of it passes. */
  OPEN,
  /** Each number times its own sigmoid; as many channels as before. */
  SELF,
  /** The first half of the channels times the sigmoid of the second: a gated linear unit. */
  HALVING;

  /**
   * Applies the gate.
   *
   * @param input (batch, channels, bands, frames)
   * @return a new array, or the input itself of an open gate
   */
  public NDArray apply(NDArray input) {
    return switch (this) {
      case OPEN -> input;
      case SELF -> PlaneFunctions.selfGated(input);
      case HALVING -> PlaneFunctions.gated(input);
    };
  }
}
