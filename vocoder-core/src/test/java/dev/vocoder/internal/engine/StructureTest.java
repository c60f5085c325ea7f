package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.testing.ModuleStructure;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StructureTest {
  private static ModuleStructure module() throws IOException {
    return ModuleStructure.of(Path.of("src/main/java"), Path.of("target/classes"));
  }

  @Test
  void thisModuleHasNoCycles() throws IOException {
    assertThat(module().faults()).isEmpty();
  }

  @Test
  void onlyTheEngineReachesIntoTheInsideOfDjlsEngine() throws IOException {
    assertThat(module().importersOf("ai.djl.pytorch"))
        .containsExactly("dev.vocoder.internal.engine");
  }
}
