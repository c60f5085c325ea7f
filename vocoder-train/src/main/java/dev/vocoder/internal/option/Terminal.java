package dev.vocoder.internal.option;

import java.io.Console;

/** Whether the output goes to a terminal. */
public final class Terminal {
  private Terminal() {}

  /** Before Java 22 there is a console only on a terminal; since then it must be asked. */
  @SuppressWarnings("SystemConsoleNull")
  public static boolean isThere() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
