package dev.vocoder.internal.option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** The values of {@code --voice}: a name, and the folder of its recordings. */
public final class VoiceFolders {
  private VoiceFolders() {}

  /**
   * Returns the folders by the names of their voices, in their order. (A map from picocli would
   * forget, of two voices with one name, the first.)
   *
   * @param command the command
   * @param values each {@code NAME=FOLDER}
   */
  public static Map<String, Path> of(CommandSpec command, List<String> values) {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (String value : values) {
      String[] parts = value.split("=", 2);
      Usage.require(
          command,
          parts.length == 2 && !parts[0].isBlank() && !parts[1].isEmpty(),
          "--voice takes NAME=FOLDER, not %s".formatted(value));
      Path before = folders.putIfAbsent(parts[0], Path.of(parts[1]));
      Usage.require(command, before == null, "--voice names %s twice".formatted(parts[0]));
    }
    return folders;
  }
}
