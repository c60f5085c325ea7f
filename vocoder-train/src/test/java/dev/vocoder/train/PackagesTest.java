package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the module's source is divided. */
class PackagesTest {
  private static final Path SOURCE = Path.of("src/main/java");
  private static final int MOST_FILES = 25;
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([a-z0-9.]+)\\.[A-Z]", Pattern.MULTILINE);

  private static Map<String, List<Path>> packages() throws IOException {
    Map<String, List<Path>> packages = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCE)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file ->
                  packages
                      .computeIfAbsent(
                          SOURCE.relativize(file.getParent()).toString().replaceAll("\\W", "."),
                          any -> new ArrayList<>())
                      .add(file));
    }
    return packages;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noPackageUsesItselfThroughOthers() throws IOException {
    Map<String, Set<String>> uses = new HashMap<>();
    packages()
        .forEach(
            (name, files) -> {
              Set<String> imported = uses.computeIfAbsent(name, any -> new TreeSet<>());
              files.forEach(
                  file -> {
                    Matcher matcher = IMPORT.matcher(text(file));
                    while (matcher.find()) {
                      imported.add(matcher.group(1));
                    }
                  });
              imported.remove(name); // its own nested types
            });
    assertThat(uses.get("dev.vocoder.train.vocoder")).contains("dev.vocoder.train");
    // What uses nothing that is left can be taken away; a circle remains.
    while (uses.values().removeIf(used -> used.stream().noneMatch(uses::containsKey))) {
      uses.values().forEach(used -> used.removeIf(one -> !uses.containsKey(one)));
    }
    assertThat(uses).isEmpty();
  }

  @Test
  void noPackageHasMoreFilesThanOneCanOversee() throws IOException {
    packages()
        .forEach(
            (name, files) -> assertThat(files.size()).as(name).isLessThanOrEqualTo(MOST_FILES));
  }
}
