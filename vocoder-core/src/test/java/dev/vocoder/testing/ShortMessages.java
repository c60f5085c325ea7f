package dev.vocoder.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Leaves out the middle of what a failed assertion says where that is long: waves, pages and whole
 * stack traces. Both ends stay: AssertJ tells what it found first, and what it expected last.
 */
public final class ShortMessages implements TestExecutionExceptionHandler {
  private static final int HEAD = 1200;
  private static final int TAIL = 800;

  /** Called by JUnit, which finds it as a service. */
  public ShortMessages() {}

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    String message = failure.getMessage();
    if (!(failure instanceof AssertionError) || message == null) {
      throw failure;
    }
    String shorter = shortened(message);
    if (shorter.equals(message)) {
      throw failure;
    }
    AssertionError same = new AssertionError(shorter);
    same.setStackTrace(failure.getStackTrace());
    throw same;
  }

  static String shortened(String message) {
    int more = message.length() - HEAD - TAIL;
    if (more <= 0) {
      return message;
    }
    return message.substring(0, HEAD)
        + "%n(%d characters left out)%n".formatted(more)
        + message.substring(message.length() - TAIL);
  }
}
