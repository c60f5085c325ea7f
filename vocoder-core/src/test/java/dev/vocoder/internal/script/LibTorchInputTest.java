package dev.vocoder.internal.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LibTorch reads what is written here in memory, and never a user's file. */
class LibTorchInputTest {
  @TempDir Path folder;

  @Test
  void aProgramThatLibTorchCouldRunIsNotOpened() throws IOException {
    Path file = folder.resolve("generator.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      TorchScriptGraph.ofPlainMel(RandomModels.generator(RandomModels.SMALL)).writeTo(out);
    }
    assertThatThrownBy(() -> Vocoder.load(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("generator.pt", "TorchScript archive", "which holds code");
  }

  @Test
  void onlyTheEngineGivesLibTorchAnythingToRead() throws IOException, URISyntaxException {
    Path classes =
        Path.of(
            GeneratorCheckpoint.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> loading;
    try (Stream<Path> walk = Files.walk(classes)) {
      loading =
          walk.filter(file -> file.toString().endsWith(".class"))
              .filter(LibTorchInputTest::loadsModels)
              .map(file -> classes.relativize(file).toString().replace('\\', '/'))
              .sorted()
              .toList();
    }
    assertThat(loading).containsExactly("dev/vocoder/internal/engine/TorchEngine.class");
  }

  /** DJL's models declare this one exception of their load. */
  private static boolean loadsModels(Path file) {
    try {
      String constants = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return constants.contains("ai/djl/MalformedModelException")
          || constants.contains("ai/djl/repository")
          || constants.contains("moduleLoad");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
