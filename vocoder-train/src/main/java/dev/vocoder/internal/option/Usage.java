package dev.vocoder.internal.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What picocli cannot check: options that make no sense together. */
public final class Usage {
  private Usage() {}

  /**
   * Refuses a command line as wrong usage.
   *
   * @param command the command
   * @param holds whether it makes sense
   * @param fault why not, the beginning of a sentence that a full stop ends
   */
  public static void require(CommandSpec command, boolean holds, String fault) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), fault + ".");
    }
  }
}
