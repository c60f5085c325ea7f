package dev.vocoder.network.conversion;

/** The gates of the 2-1-2D generator, and with them its widths. */
public enum Gating {
  /**
   * As the public code and its checkpoints have it: gated linear units on the way down, whose value
   * and gate have the full width each, and x sigmoid(x) on the way up; 24.5 M parameters at 256
   * channels.
   */
  SELF,
  /**
   * As the paper has it: gated linear units everywhere, whose value and gate share the width, a
   * third smaller.
   */
  HALVING
}
