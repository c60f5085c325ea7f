package dev.vocoder;

/** Training cannot go on, or cannot begin as it was asked to. */
public final class TrainingException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found and what to do
   */
  public TrainingException(String message) {
    super(message);
  }
}
