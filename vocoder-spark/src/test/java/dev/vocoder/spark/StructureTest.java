package dev.vocoder.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.testing.ModuleStructure;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StructureTest {

  @Test
  void thisModuleHasNoCycles() throws IOException {
    ModuleStructure module =
        ModuleStructure.of(Path.of("src/main/java"), Path.of("target/classes"));
    assertThat(module.faults()).isEmpty();
  }
}
