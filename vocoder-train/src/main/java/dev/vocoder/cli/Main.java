package dev.vocoder.cli;

import dev.vocoder.VocoderException;
import dev.vocoder.internal.option.NamedValues;
import dev.vocoder.train.Provenance;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
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
      ConvertCommand.class,
      TrainCommand.class,
      TrainConversionCommand.class,
      EvaluateCommand.class,
      EvaluateConversionCommand.class,
      ExportCommand.class,
      InfoCommand.class,
      DoctorCommand.class,
      GenerateCompletion.class,
      HelpCommand.class
    })
public final class Main {
  private static final String VERBOSE = "--verbose";

  /** What stands for bytes of an argument that the locale has no letter for. */
  private static final char UNSAID = '\ufffd';

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
    prepareLogging(Arrays.asList(arguments).contains(VERBOSE));
    Charset charset = Charset.defaultCharset();
    PrintWriter out = new PrintWriter(System.out, true, charset);
    PrintWriter err = new PrintWriter(System.err, true, charset);
    System.exit(run(out, err, arguments));
  }

  /**
   * Not by a file: in the jar of a library that would set up the logging of applications. One of
   * our libraries (the HDF5 reader) does just that, and sends it to stdout, among the command's
   * output.
   */
  private static void prepareLogging(boolean verbose) {
    Map<String, String> settings =
        Map.of(
            "logFile",
            "System.err",
            "defaultLogLevel",
            verbose ? "info" : "warn",
            "log.ai.djl",
            verbose ? "info" : "error", // commands tell what goes wrong
            "showThreadName",
            "false",
            "showLogName",
            "false");
    settings.forEach(
        (name, value) -> {
          String property = "org.slf4j.simpleLogger." + name;
          if (verbose || System.getProperty(property) == null) {
            System.setProperty(property, value);
          }
        });
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
    try {
      Arrays.stream(arguments)
          .filter(word -> word.indexOf(UNSAID) >= 0)
          .forEach(word -> Objects.requireNonNull(Path.of(word)));
    } catch (InvalidPathException e) {
      return main.report(err, e);
    }
    CommandLine command =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, line, parsed) -> main.report(err, e));
    NamedValues.register(command);
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
    } else if (failure instanceof InvalidPathException name) {
      message =
          "The locale's encoding (%s) cannot say the file name %s; run this with LC_ALL=C.UTF-8 in the environment."
              .formatted(System.getProperty("sun.jnu.encoding"), name.getInput());
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
    @Override
    public String[] getVersion() {
      return new String[] {"vocoder " + Provenance.currentVersion()};
    }
  }
}
