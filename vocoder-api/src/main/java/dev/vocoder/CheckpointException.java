package dev.vocoder;

/**
 * A checkpoint cannot be read, is not what it claims to be, or does not hold the tensors it must.
 */
public final class CheckpointException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, and what to do
   */
  public CheckpointException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what was found, what was expected, and what to do
   * @param cause what failed underneath
   */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
