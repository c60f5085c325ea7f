package dev.vocoder;

/** A waveform has values or a length that cannot be used. */
public final class WaveformException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, and what to do
   */
  public WaveformException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what was found, what was expected, and what to do
   * @param cause what failed underneath
   */
  public WaveformException(String message, Throwable cause) {
    super(message, cause);
  }
}
