package dev.vocoder;

/**
 * The root of everything this library throws on purpose. Each message names the file or argument,
 * says what was found and what was expected, and what to do about it, in one sentence fit for a
 * user's eyes.
 */
public abstract sealed class VocoderException extends RuntimeException
    permits CheckpointException,
        ConfigException,
        EngineException,
        FileException,
        MelException,
        TrainingException,
        VocoderClosedException,
        VocoderInterruptedException,
        WaveformException {
  private static final long serialVersionUID = 1L;

  VocoderException(String message) {
    super(message);
  }

  VocoderException(String message, Throwable cause) {
    super(message, cause);
  }
}
