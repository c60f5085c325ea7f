package dev.vocoder.checkpoint.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.safetensors.SafetensorsWriter;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new layout is a package: nothing else knows it. */
class RenamedLayoutTest {
  @TempDir private Path folder;

  private final GeneratorCheckpoint model = RandomModels.generator(RandomModels.SMALL);

  /** Writes the model as the program would, and returns its file. */
  private Path saved() {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    model
        .weights()
        .tensors()
        .forEach(
            (name, tensor) ->
                renamed.put(
                    name.replace("conv_pre", "entry").replace("conv_post", "exit"), tensor));
    Path file = folder.resolve("vocoder.bin");
    SafetensorsWriter.write(file, renamed, Map.of());
    return file;
  }

  @Test
  void itsModelOpensWithTheConfigBesideIt() throws IOException {
    Path file = saved();
    Files.writeString(
        folder.resolve("settings.json"),
        ConfigFile.text(
            Map.of(
                "renamed_vocoder", new VocoderConfig(model.config(), model.melFormat()).toMap())));
    GeneratorCheckpoint read = GeneratorCheckpoint.read(file, Optional.empty());
    assertThat(read.config()).isEqualTo(model.config());
    assertThat(read.melFormat()).isEqualTo(model.melFormat());
    assertThat(read.weights().get("conv_pre.bias"))
        .matches(model.weights().get("conv_pre.bias")::sameAs);
  }

  @Test
  void withoutItsConfigTheMessageNamesTheFileToPutThere() {
    assertThatThrownBy(() -> GeneratorCheckpoint.read(saved(), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("settings.json");
  }
}
