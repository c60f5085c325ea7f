package dev.vocoder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleStructureTest {
  @TempDir Path sources;
  @TempDir Path compiled;

  @Test
  void thisModuleHasNoCycles() throws IOException {
    ModuleStructure module =
        ModuleStructure.of(Path.of("src/main/java"), Path.of("target/classes"));
    assertThat(module.faults()).isEmpty();
  }

  @Test
  void packagesThatImportEachOtherAreTold() throws IOException {
    source("one/A.java", "package one; public class A { two.B b; }");
    source("two/B.java", "package two; public class B { }");
    source("two/C.java", "package two;\nimport one.A; /** As {@link A}. */ class C { }");
    assertThat(faults()).containsExactly("Packages one and two import each other.");
  }

  @Test
  void classesThatReferToEachOtherAreToldUnlessNestedOrOfASealedFamily() throws IOException {
    source("p/Chicken.java", "package p; class Chicken { Egg egg; class Feather { Chicken of; } }");
    source(
        "p/Egg.java", "package p; class Egg { Runnable hatch() { return () -> new Chicken(); } }");
    source("p/Nest.java", "package p; class Nest { Egg egg; Chicken.Feather feather; }");
    source("p/Shape.java", "package p; sealed interface Shape permits Circle { Circle around(); }");
    source("p/Circle.java", "package p; abstract non-sealed class Circle implements Shape { }");
    assertThat(faults()).containsExactly("Classes p.Chicken and p.Egg refer to each other.");
  }

  @Test
  void packagesOfTooManyFilesAreTold() throws IOException {
    for (int i = 0; i < ModuleStructure.MOST_FILES; i++) {
      source("p/A%d.java".formatted(i), "package p; class A%d { }".formatted(i));
    }
    assertThat(faults()).isEmpty();
    source("p/One.java", "package p; class One { }");
    assertThat(faults()).containsExactly("Package p has 26 files.");
  }

  private void source(String name, String text) throws IOException {
    Path file = sources.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> faults() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", compiled.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertThat(javac.run(System.out, System.err, arguments.toArray(new String[0]))).isZero();
    return ModuleStructure.of(sources, compiled).faults();
  }
}
