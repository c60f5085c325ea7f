package dev.vocoder.internal.file;

/**
 * A file cannot be read, is malformed, or cannot be written. Its message is the one that users see:
 * {@code dev.vocoder}, which this package does not know, throws its own exception with it.
 */
public final class UnusableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, and what to do
   */
  public UnusableFileException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what was found, what was expected, and what to do
   * @param cause what failed underneath
   */
  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
