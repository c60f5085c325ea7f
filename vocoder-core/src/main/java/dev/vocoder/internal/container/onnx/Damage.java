package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.MalformedException;

/** The refusal of a file that begins like an ONNX model and is none. */
final class Damage {
  private Damage() {}

  /**
   * Returns the refusal.
   *
   * @param what is wrong
   */
  static MalformedException of(String what) {
    return new MalformedException(
        "it seems to be an ONNX model, but is damaged (%s); copy or download it again"
            .formatted(what));
  }
}
