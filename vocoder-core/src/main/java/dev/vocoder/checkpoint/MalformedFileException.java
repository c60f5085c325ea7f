package dev.vocoder.checkpoint;

/** Inside this package: why a file's content is no checkpoint. The reader adds the file's name. */
final class MalformedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param reason a clause that follows "it is damaged: " or the like
   */
  MalformedFileException(String reason) {
    super(reason);
  }
}
