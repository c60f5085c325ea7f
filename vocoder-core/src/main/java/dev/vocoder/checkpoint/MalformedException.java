package dev.vocoder.checkpoint;

import java.io.IOException;

/** Says, as the end of a sentence about the file, why it cannot be used. */
final class MalformedException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedException(String reason) {
    super(reason);
  }

  MalformedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
