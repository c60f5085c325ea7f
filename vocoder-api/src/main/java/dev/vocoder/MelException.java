package dev.vocoder;

/** A mel spectrogram has the wrong shape, format or values. */
public final class MelException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, and what to do
   */
  public MelException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what was found, what was expected, and what to do
   * @param cause what failed underneath
   */
  public MelException(String message, Throwable cause) {
    super(message, cause);
  }
}
