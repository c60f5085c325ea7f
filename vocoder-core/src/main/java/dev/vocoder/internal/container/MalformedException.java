package dev.vocoder.internal.container;

import java.io.IOException;

/** Says, as the end of a sentence about the file, why it cannot be used. */
public final class MalformedException extends IOException {
  private static final long serialVersionUID = 1L;

  public MalformedException(String reason) {
    super(reason);
  }

  public MalformedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
