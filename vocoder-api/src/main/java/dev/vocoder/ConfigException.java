package dev.vocoder;

/** A model's config, a {@link MelFormat} or a builder's value makes no usable vocoder. */
public final class ConfigException extends VocoderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, and what to do
   */
  public ConfigException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what was found, what was expected, and what to do
   * @param cause what failed underneath
   */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
