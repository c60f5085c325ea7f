package dev.vocoder;

/** The native engine (LibTorch) or a device is missing or failed. */
public final class EngineException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, and what to do
   */
  public EngineException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what was found, what was expected, and what to do
   * @param cause what failed underneath
   */
  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns the exception for an application without {@code vocoder-core}. */
  static EngineException withoutImplementation() {
    return new EngineException(
        "No vocoder implementation is on the class path; add the dependency"
            + " dev.vocoder:vocoder-core.");
  }
}
