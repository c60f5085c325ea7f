package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A file beside a model that holds some of its tensors' data: in the model's folder, or below. */
final class ExternalFile {
  private ExternalFile() {}

  /**
   * Returns a file that a model names.
   *
   * @param folder the model's; empty if it lies in an archive
   * @param location what the model says
   * @return a regular file, without links
   * @throws MalformedException if it does not lie in the folder, or is not there
   */
  static Path find(Optional<Path> folder, String location) throws IOException {
    List<String> parts = Arrays.asList(location.split("/", -1));
    boolean isWithin =
        !location.matches("(?s).*[\\\\:\\x00].*")
            && parts.stream().noneMatch(part -> part.isEmpty() || part.matches("\\.\\.?"));
    if (!isWithin) {
      throw outside(location);
    }
    if (folder.isEmpty()) {
      throw new MalformedException(
          "its weights lie in another file of the archive, %s; unpack it first"
              .formatted(Text.quoted(location)));
    }
    Path file = resolved(folder.get(), location);
    if (!Files.exists(file)) {
      throw new MalformedException(
          "its weights lie in another file, %s, which is not there; put it in the model's folder"
              .formatted(Text.quoted(location)));
    }
    Path real = file.toRealPath();
    if (!real.startsWith(folder.get().toRealPath())) {
      throw outside(location);
    }
    if (!Files.isRegularFile(real)) {
      throw new MalformedException(
          "it places weights in %s, which is not a regular file".formatted(Text.quoted(location)));
    }
    return real;
  }

  private static Path resolved(Path folder, String location) throws MalformedException {
    try {
      return folder.resolve(location);
    } catch (InvalidPathException e) {
      throw outside(location);
    }
  }

  private static MalformedException outside(String location) {
    return new MalformedException(
        "it places weights in %s, which leads out of the model's folder; put the file itself into that, and its plain name into the model"
            .formatted(Text.quoted(location)));
  }
}
