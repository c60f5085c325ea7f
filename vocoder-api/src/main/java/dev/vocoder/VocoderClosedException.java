package dev.vocoder;

/**
 * A {@link Vocoder}, {@link VocoderStream} or {@link VoiceConverter} was used after it was closed
 * or finished.
 */
public final class VocoderClosedException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what is closed
   */
  public VocoderClosedException(String message) {
    super(message);
  }
}
