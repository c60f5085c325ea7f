package dev.vocoder.testing;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * How a module's classes and packages depend on each other. What its tests require: no two packages
 * import each other, no two classes refer to each other unless they are nested or one is sealed and
 * permits the other, and no package has more than {@link #MOST_FILES} source files.
 *
 * <p>Classes are looked at as they are compiled, packages also as they are written: an import that
 * only a comment or a constant needs leaves no trace in a class file, but a reader follows it.
 */
public final class ModuleStructure {
  /** How many source files a package may have. */
  public static final int MOST_FILES = 25;

  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?((?:[a-z_]\\w*\\.)+)[A-Z]", Pattern.MULTILINE);
  private static final Pattern REFERENCE =
      Pattern.compile("^\\s+(\\S+)\\s+-> (\\S+)", Pattern.MULTILINE);

  private final Map<String, Integer> files = new TreeMap<>(); // of each package
  private final Map<String, Set<String>> packages = new TreeMap<>(); // and those it imports
  private final Map<String, Set<String>> classes = new TreeMap<>(); // and those it refers to

  private final Path compiled;

  private ModuleStructure(Path compiled) {
    this.compiled = compiled;
  }

  /**
   * Looks at a module.
   *
   * @param sources the folder of its main sources, such as {@code src/main/java}
   * @param compiled the folder of its main classes, such as {@code target/classes}
   * @throws IOException if these cannot be read
   */
  public static ModuleStructure of(Path sources, Path compiled) throws IOException {
    ModuleStructure structure = new ModuleStructure(compiled);
    structure.readSources(sources);
    structure.readClasses();
    return structure;
  }

  private void readSources(Path root) throws IOException {
    for (Path file : filesUnder(root, ".java")) {
      Path folder = root.relativize(file).getParent();
      if (folder == null) {
        continue; // module-info
      }
      String name = folder.toString().replace(file.getFileSystem().getSeparator(), ".");
      files.merge(name, 1, Integer::sum);
      Matcher imports = IMPORT.matcher(Files.readString(file));
      imports
          .results()
          .map(found -> found.group(1).replaceFirst("\\.$", ""))
          .forEach(imported -> add(packages, name, imported));
    }
  }

  private void readClasses() throws IOException {
    Set<String> own = new TreeSet<>();
    for (Path file : filesUnder(compiled, ".class")) {
      String path = compiled.relativize(file).toString().replace(".class", "");
      own.add(topLevel(path.replace(file.getFileSystem().getSeparator(), ".")));
    }
    for (MatchResult reference : REFERENCE.matcher(jdeps()).results().toList()) {
      String from = topLevel(reference.group(1));
      String to = topLevel(reference.group(2));
      if (own.contains(from) && own.contains(to)) {
        add(classes, from, to);
        add(packages, packageOf(from), packageOf(to));
      }
    }
  }

  private static List<Path> filesUnder(Path root, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private String jdeps() {
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    StringWriter found = new StringWriter();
    PrintWriter out = new PrintWriter(found);
    if (jdeps.run(out, out, "-verbose:class", "-filter:none", compiled.toString()) != 0) {
      throw new IllegalStateException(found.toString());
    }
    return found.toString();
  }

  private static void add(Map<String, Set<String>> edges, String from, String to) {
    if (!from.equals(to)) {
      edges.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
    }
  }

  private static String topLevel(String name) {
    return name.replaceFirst("\\$.*", "");
  }

  private static String packageOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /**
   * Returns what is not as it must be, a sentence each.
   *
   * @throws IOException if a class cannot be read
   */
  public List<String> faults() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Pair pair : mutual(packages)) {
      faults.add("Packages %s and %s import each other.".formatted(pair.one, pair.other));
    }
    for (Pair pair : mutual(classes)) {
      if (!isFamily(pair)) {
        faults.add("Classes %s and %s refer to each other.".formatted(pair.one, pair.other));
      }
    }
    files.forEach(
        (name, count) -> {
          if (count > MOST_FILES) {
            faults.add("Package %s has %d files.".formatted(name, count));
          }
        });
    return faults;
  }

  /**
   * Returns the packages that import a package or one beneath it.
   *
   * @param imported its name
   */
  public Set<String> importersOf(String imported) {
    Set<String> importers = new TreeSet<>();
    packages.forEach(
        (name, targets) -> {
          if (targets.stream().anyMatch(each -> (each + ".").startsWith(imported + "."))) {
            importers.add(name);
          }
        });
    return importers;
  }

  private record Pair(String one, String other) {}

  private static List<Pair> mutual(Map<String, Set<String>> edges) {
    List<Pair> pairs = new ArrayList<>();
    edges.forEach(
        (from, targets) ->
            targets.stream()
                .filter(to -> from.compareTo(to) < 0)
                .filter(to -> edges.getOrDefault(to, Set.of()).contains(from))
                .forEach(to -> pairs.add(new Pair(from, to))));
    return pairs;
  }

  /** Says whether one is sealed and permits the other. */
  private boolean isFamily(Pair pair) throws IOException {
    ClassLoader parent = ModuleStructure.class.getClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {compiled.toUri().toURL()}, parent)) {
      return permits(Class.forName(pair.one, false, loader), pair.other)
          || permits(Class.forName(pair.other, false, loader), pair.one);
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }

  private static boolean permits(Class<?> sealed, String member) {
    return sealed.isSealed()
        && Arrays.stream(sealed.getPermittedSubclasses())
            .anyMatch(one -> one.getName().equals(member) || permits(one, member));
  }
}
