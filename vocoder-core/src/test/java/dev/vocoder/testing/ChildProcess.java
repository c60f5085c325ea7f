package dev.vocoder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Java process of its own, for what a process does once.
 *
 * @param status its exit status
 * @param out what it printed on stdout
 * @param err and on stderr
 */
public record ChildProcess(int status, String out, String err) {
  /**
   * Runs a class's main method to its end.
   *
   * @param folder where it runs, and its output is kept meanwhile
   * @param options of the JVM, {@code -Dname=value} and such
   * @param environment what is added to this process's environment
   * @param main the class
   * @param arguments its arguments
   */
  public static ChildProcess run(
      Path folder,
      List<String> options,
      Map<String, String> environment,
      Class<?> main,
      String... arguments) {
    return run(folder, classPath(), options, environment, main, arguments);
  }

  /** As above, on the class path without libraries whose names begin with a word. */
  public static ChildProcess runWithout(
      String library, Path folder, Class<?> main, String... arguments) {
    String fewer =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(library))
            .collect(Collectors.joining(File.pathSeparator));
    return run(folder, fewer, List.of(), Map.of(), main, arguments);
  }

  private static ChildProcess run(
      Path folder,
      String classPath,
      List<String> options,
      Map<String, String> environment,
      Class<?> main,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("child.out");
    Path err = folder.resolve("child.err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      try {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
      } finally {
        process.destroyForcibly();
      }
      return new ChildProcess(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
