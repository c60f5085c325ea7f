package dev.vocoder.train;

import dev.vocoder.FileException;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a run, with the reference's names: {@code g_00001000} holds the generator after
 * 1000 steps, {@code do_00001000} discriminators and optimisers. Every file is whole at any moment,
 * and a pair is there when its second file, {@code do_}, is.
 */
final class RunFolder {
  private static final Pattern PAIR = Pattern.compile("do_(\\d{8,})");
  private static final String BEST = "g_best";

  private final Path folder;

  RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * @throws FileException if that cannot be done
   */
  void make() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FileException("Cannot make the folder %s: %s.".formatted(folder, e), e);
    }
  }

  /**
   * Removes what a killed process left half written. Nobody else may be writing.
   *
   * @throws FileException if that cannot be done
   */
  void sweep() {
    try {
      for (Path file : files()) {
        if (file.getFileName().toString().matches("\\.vocoder-.*\\.tmp")) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new FileException(
          "Cannot clear the folder %s: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException | UncheckedIOException e) {
      throw new FileException("Cannot read %s: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  Path path() {
    return folder;
  }

  Path generator(long step) {
    return folder.resolve(String.format(Locale.ROOT, "g_%08d", step));
  }

  Path training(long step) {
    return folder.resolve(String.format(Locale.ROOT, "do_%08d", step));
  }

  /** Returns the steps of the newest pair, empty if there is none. */
  OptionalLong latest() {
    return Files.isDirectory(folder)
        ? steps().stream().mapToLong(Long::longValue).max()
        : OptionalLong.empty();
  }

  private List<Long> steps() {
    return files().stream()
        .map(file -> PAIR.matcher(file.getFileName().toString()))
        .filter(Matcher::matches)
        .map(matcher -> Long.parseLong(matcher.group(1)))
        .filter(step -> Files.exists(generator(step)))
        .sorted()
        .toList();
  }

  /**
   * Writes the first file of a pair.
   *
   * @param step the number of steps made
   * @param generators what to write of the generators
   */
  void saveGenerators(long step, Map<String, Object> generators) {
    PyTorchWriter.write(generator(step), generators);
  }

  /**
   * Writes the second file of a pair, then deletes the oldest pairs beyond a number.
   *
   * @param step the number of steps made
   * @param training what to write of the rest
   * @param kept how many pairs stay, 1 or more
   */
  void saveTraining(long step, Map<String, Object> training, int kept) {
    PyTorchWriter.write(training(step), training);
    List<Long> steps = steps();
    for (long old : steps.subList(0, Math.max(0, steps.size() - kept))) {
      delete(training(old));
      delete(generator(old));
    }
  }

  /** Writes the generators of the lowest validation error. */
  void saveBest(Map<String, Object> generators) {
    PyTorchWriter.write(folder.resolve(BEST), generators);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new FileException("Cannot delete %s: %s.".formatted(file, e.getMessage()), e);
    }
  }
}
