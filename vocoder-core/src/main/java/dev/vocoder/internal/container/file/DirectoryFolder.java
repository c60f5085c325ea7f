package dev.vocoder.internal.container.file;

import dev.vocoder.internal.container.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a directory, not of those in it. */
public final class DirectoryFolder implements Folder {
  private static final int MAX_FILES = 10_000;

  private final Path directory;

  public DirectoryFolder(Path directory) {
    this.directory = directory;
  }

  @Override
  public Map<String, FileStart> files() throws IOException {
    List<Path> paths;
    try (Stream<Path> list = Files.list(directory)) {
      paths = list.filter(Files::isRegularFile).limit(MAX_FILES + 1L).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (paths.size() > MAX_FILES) {
      throw new MalformedException("it holds more than %d files".formatted(MAX_FILES));
    }
    Map<String, FileStart> files = new TreeMap<>();
    for (Path path : paths) {
      if (Files.isReadable(path)) {
        files.put(path.getFileName().toString(), FileStart.read(path));
      }
    }
    return files;
  }

  @Override
  public Optional<Path> path() {
    return Optional.of(directory);
  }

  @Override
  public Path onDisk(String name) {
    return directory.resolve(name);
  }

  @Override
  public Optional<byte[]> beside(String other, String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_SMALL + 1);
      requireSmall(content.length == MAX_SMALL + 1 ? Files.size(file) : content.length);
      return Optional.of(content);
    }
  }

  @Override
  public List<String> namesBeside(String other) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      List<String> names =
          list.limit(MAX_FILES + 1L).map(path -> path.getFileName().toString()).toList();
      return names.size() > MAX_FILES ? List.of() : names;
    }
  }

  @Override
  public String shown(String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public void close() {
    // A directory stays as it is.
  }
}
