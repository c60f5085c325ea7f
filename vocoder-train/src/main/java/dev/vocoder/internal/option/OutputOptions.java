package dev.vocoder.internal.option;

import dev.vocoder.FileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Protects files from being overwritten: those that are read and, on request, all that exist. */
public final class OutputOptions {
  @Option(
      names = "--no-clobber",
      description = "Fail where the output is there already, instead of replacing it.")
  private boolean noClobber;

  public OutputOptions() {}

  /**
   * Checks an output before any work is done.
   *
   * @param output the file to write; {@code -} for standard output
   * @param inputs the files that are read
   * @throws FileException if it is one of them, under whatever name, or must not be replaced
   */
  public void check(Path output, List<Path> inputs) {
    if (StandardStream.is(output)) {
      return;
    }
    for (Path input : inputs) {
      if (isSame(output, input)) {
        throw new FileException(
            "Cannot write %s: it is what is read (%s); name another file."
                .formatted(output, input));
      }
    }
    if (noClobber && Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileException(
          "Cannot write %s: it is there already; name another file, or leave out --no-clobber."
              .formatted(output));
    }
  }

  /** Says whether two names are one file: by links, or where upper and lower case are the same. */
  private static boolean isSame(Path output, Path input) {
    try {
      return Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input);
    } catch (IOException e) {
      return false; // whatever is wrong is told when it is read or written
    }
  }
}
