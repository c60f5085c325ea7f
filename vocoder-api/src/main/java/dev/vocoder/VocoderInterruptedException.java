package dev.vocoder;

/**
 * The calling thread was interrupted, and the call ended before it had its result. The thread stays
 * {@linkplain Thread#isInterrupted() interrupted}; what was called stays usable, and holds no more
 * memory than before.
 */
public final class VocoderInterruptedException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was interrupted, and how far it had come
   */
  public VocoderInterruptedException(String message) {
    super(message);
  }
}
