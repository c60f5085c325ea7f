package dev.vocoder;

import dev.vocoder.internal.file.UnusableFileException;

/** A file other than a checkpoint cannot be read, is malformed, or cannot be written. */
public final class FileException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, and what to do
   */
  public FileException(String message) {
    super(message);
  }

  /** Says to users what an internal package says to this one. */
  FileException(UnusableFileException fault) {
    super(fault.getMessage(), fault);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what was found, what was expected, and what to do
   * @param cause what failed underneath
   */
  public FileException(String message, Throwable cause) {
    super(message, cause);
  }
}
