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
  private static final int LINES = 12; // at either end

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
    int head = end(message, HEAD);
    int tail = message.length() - end(new StringBuilder(message).reverse().toString(), TAIL);
    if (head >= tail) {
      return message;
    }
    return message.substring(0, head)
        + "%n(%d characters left out)%n".formatted(tail - head)
        + message.substring(tail);
  }

  /** Returns where a text has had its share of characters, or of lines. */
  private static int end(String text, int characters) {
    int end = -1;
    for (int line = 0; line < LINES; line++) {
      end = text.indexOf('\n', end + 1);
      if (end < 0 || end > characters) {
        return Math.min(characters, text.length());
      }
    }
    return end;
  }
}
