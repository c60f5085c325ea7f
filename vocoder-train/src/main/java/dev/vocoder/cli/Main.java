package dev.vocoder.cli;

import dev.vocoder.VocoderException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code vocoder} command. */
@Command(
    name = "vocoder",
    description = "Turns mel spectrograms into waveforms.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed, with the reason on stderr", "2:wrong usage"},
    subcommands = {
      SynthesizeCommand.class,
      MelCommand.class,
      ResynthesizeCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ExportCommand.class,
      InfoCommand.class,
      DoctorCommand.class,
      GenerateCompletion.class,
      HelpCommand.class
    })
public final class Main {
  private static final String VERBOSE = "--verbose";

  @Option(
      names = VERBOSE,
      scope = ScopeType.INHERIT,
      description = "Log more, and show where an error came from.")
  private boolean verbose;

  Main() {}

  /**
   * Runs a command and exits with its status.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    if (Arrays.asList(arguments).contains(VERBOSE)) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
      System.setProperty("org.slf4j.simpleLogger.log.ai.djl", "info");
    }
    Charset charset = Charset.defaultCharset();
    PrintWriter out = new PrintWriter(System.out, true, charset);
    PrintWriter err = new PrintWriter(System.err, true, charset);
    System.exit(run(out, err, arguments));
  }

  /**
   * Runs a command.
   *
   * @param out what it prints
   * @param err what goes wrong
   * @param arguments the command line
   * @return the exit status
   */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Main main = new Main();
    CommandLine command =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, line, parsed) -> main.report(err, e));
    command
        .getSubcommands()
        .get("generate-completion")
        .getCommandSpec()
        .usageMessage()
        .hidden(false);
    try {
      return command.execute(arguments);
    } catch (Error e) { // picocli hands over exceptions only
      return main.report(err, e);
    }
  }

  /** Says in one line what went wrong, and returns the status of failure. */
  private int report(PrintWriter err, Throwable failure) {
    String message;
    if (failure instanceof VocoderException) {
      message = failure.getMessage();
    } else if (failure instanceof OutOfMemoryError) {
      message = "The Java heap is too small for this; give it more with java -Xmx.";
    } else {
      message = failure + " (a bug: please report it with the output of --verbose)";
    }
    err.println("vocoder: " + message.replaceAll("\\s*\\R\\s*", " "));
    if (verbose) {
      failure.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** The library's version, from the manifest of its jar. */
  static final class Version implements IVersionProvider {
    static String text() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }

    @Override
    public String[] getVersion() {
      return new String[] {"vocoder " + text()};
    }
  }
}
