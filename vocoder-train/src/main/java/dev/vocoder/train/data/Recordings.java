package dev.vocoder.train.data;

import dev.vocoder.FileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds recordings: by a folder, or by a list of names. */
public final class Recordings {
  private static final List<String> EXTENSIONS = List.of(".wav", ".flac");
  private static final List<String> MEL_EXTENSIONS = List.of(".npy", ".npz", ".pt", ".pth");
  private static final int SHOWN = 10;

  private Recordings() {}

  /**
   * Returns all {@code .wav} and {@code .flac} files below a folder, by name.
   *
   * @param waves the folder
   * @throws FileException if it cannot be read or holds none
   */
  public static List<Recording> inFolder(Path waves) {
    requireFolder(waves);
    try (Stream<Path> files = Files.walk(waves)) {
      List<Recording> found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> extension(file).isPresent())
              .map(file -> new Recording(name(waves.relativize(file)), file, Optional.empty()))
              .sorted((a, b) -> a.name().compareTo(b.name()))
              .toList();
      if (found.isEmpty()) {
        throw new FileException("There are no .wav or .flac files in %s.".formatted(waves));
      }
      return found;
    } catch (UncheckedIOException e) { // of a folder below
      throw unreadable(waves, e.getCause());
    } catch (IOException e) {
      throw unreadable(waves, e);
    }
  }

  private static FileException unreadable(Path waves, IOException failure) {
    return new FileException(
        failure instanceof AccessDeniedException denied
            ? "Cannot read %s: permission denied for %s; make it readable or move it elsewhere."
                .formatted(waves, denied.getFile())
            : "Cannot read %s: %s.".formatted(waves, failure),
        failure);
  }

  /**
   * Returns the recordings whose files are not among others', however their paths are spelled.
   *
   * @param recordings the recordings
   * @param others which to leave out
   * @throws FileException if a file is not there
   */
  public static List<Recording> without(List<Recording> recordings, List<Recording> others) {
    Set<Path> files = others.stream().map(Recordings::file).collect(Collectors.toSet());
    return recordings.stream().filter(one -> !files.contains(file(one))).toList();
  }

  private static Path file(Recording recording) {
    try {
      return recording.wave().toRealPath();
    } catch (IOException e) {
      throw new FileException("Cannot read %s: %s.".formatted(recording.wave(), e), e);
    }
  }

  /**
   * Returns the recordings of a list, in its order. Each line names one, by its path below a folder
   * with or without extension; what follows a {@code |}, such as LJ Speech's text, is left out.
   *
   * @param list a text file
   * @param waves the folder
   * @throws FileException if the list cannot be read, is empty, names one twice, or one that is not
   *     there
   */
  public static List<Recording> listed(Path list, Path waves) {
    requireFolder(waves);
    Set<String> names = new LinkedHashSet<>();
    for (String line : lines(list)) {
      String name = line.split("\\|", 2)[0].strip();
      if (!name.isEmpty() && !names.add(name)) {
        throw new FileException("%s names %s twice.".formatted(list, name));
      }
    }
    if (names.isEmpty()) {
      throw new FileException(
          "%s names no recordings; write one name on each line.".formatted(list));
    }
    List<Recording> found = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    Set<Path> files = new HashSet<>();
    for (String name : names) {
      Optional<Path> file = existing(list, waves, name);
      if (file.isPresent()) {
        Recording one =
            new Recording(name(Path.of(name).normalize()), file.get(), Optional.empty());
        if (!files.add(file(one))) { // as a and as ./a.wav
          throw new FileException("%s names %s twice.".formatted(list, name));
        }
        found.add(one);
      } else {
        absent.add(name);
      }
    }
    if (!absent.isEmpty()) {
      throw new FileException(
          "%d of %d recordings that %s names are not in %s, as .wav or .flac: %s."
              .formatted(absent.size(), names.size(), list, waves, shown(absent)));
    }
    return found;
  }

  private static Optional<Path> existing(Path list, Path waves, String name) {
    try {
      return existing(waves, name);
    } catch (InvalidPathException e) {
      throw new FileException(
          "%s names %s, which is no file name in the locale's encoding (%s); start Java with LC_ALL=C.UTF-8 in the environment."
              .formatted(list, name, System.getProperty("sun.jnu.encoding")),
          e);
    }
  }

  /** Returns names in a sentence, the first few of many. */
  static String shown(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
  }

  /**
   * Returns the same recordings, each with the mel of its name.
   *
   * @param recordings the recordings
   * @param mels the folder of the {@code .npy} files, or {@code .npz} or {@code .pt}; {@code
   *     mel-NAME.npy}, as FastSpeech 2 writes them, are found too. A file that is not there is left
   *     for the check to name
   * @throws FileException if there is no such folder
   */
  public static List<Recording> withMels(List<Recording> recordings, Path mels) {
    requireFolder(mels);
    return recordings.stream()
        .map(one -> new Recording(one.name(), one.wave(), Optional.of(mel(mels, one.name()))))
        .toList();
  }

  private static Path mel(Path mels, String name) {
    Path plain = mels.resolve(name + MEL_EXTENSIONS.get(0));
    return MEL_EXTENSIONS.stream()
        .map(extension -> mels.resolve(name + extension))
        .flatMap(file -> Stream.of(file, file.resolveSibling("mel-" + file.getFileName())))
        .filter(Files::exists)
        .findFirst()
        .orElse(plain);
  }

  private static List<String> lines(Path list) {
    try {
      return Files.readAllLines(list);
    } catch (MalformedInputException e) {
      throw new FileException("%s is not a text file in UTF-8.".formatted(list), e);
    } catch (IOException e) {
      throw new FileException("Cannot read %s: %s.".formatted(list, e.getMessage()), e);
    }
  }

  private static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new FileException("There is no folder %s.".formatted(folder));
    }
  }

  /** Finds a file by its name with or without extension, which may be in capitals in the folder. */
  private static Optional<Path> existing(Path waves, String name) {
    String stem = name(Path.of(name));
    Stream<String> names =
        EXTENSIONS.stream()
            .flatMap(one -> Stream.of(one, one.toUpperCase(Locale.ROOT), capitalized(one)))
            .map(extension -> stem + extension);
    return Stream.concat(Stream.of(name), names)
        .map(waves::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static String capitalized(String extension) {
    return extension.substring(0, 2).toUpperCase(Locale.ROOT) + extension.substring(2);
  }

  private static Optional<String> extension(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().filter(name::endsWith).findFirst();
  }

  private static String name(Path relative) {
    String name = relative.toString().replace('\\', '/');
    return extension(relative)
        .map(extension -> name.substring(0, name.length() - extension.length()))
        .orElse(name);
  }
}
