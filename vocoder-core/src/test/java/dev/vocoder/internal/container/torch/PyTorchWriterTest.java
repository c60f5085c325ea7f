package dev.vocoder.internal.container.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.testing.RandomModels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchWriterTest {
  @TempDir private Path folder;

  @Test
  void generatorIsReadBackAsItWas() {
    StateDict weights = RandomModels.generator(RandomModels.SMALL).weights();
    Path file = folder.resolve("g_00000000");
    PyTorchWriter.write(file, Map.of("generator", weights.tensors()));
    StateDict read = GeneratorCheckpoint.readWeights(file);
    assertThat(read.names()).containsExactlyElementsOf(weights.names());
    for (String name : weights.names()) {
      assertThat(read.get(name).shape()).isEqualTo(weights.get(name).shape());
      assertThat(read.get(name).values()).isEqualTo(weights.get(name).values());
    }
  }

  @Test
  void halfTheBitsKeepElevenBinaryDigits() {
    float[] values = {0, -0.0f, 1, -2.5f, 1 / 3f, 65_504, 6.1e-5f, 5.96e-8f, 1e-9f};
    Path file = folder.resolve("half");
    PyTorchWriter.write(
        file, Map.of("x", new Tensor(new int[] {3, 3}, values)), TensorFormat.FLOAT16);
    Map<?, ?> root = (Map<?, ?>) PyTorchFile.read(file).root();
    Tensor read = (Tensor) root.get("x");
    assertThat(read.shape()).containsExactly(3, 3);
    assertThat(read.values())
        .containsExactly(0, -0.0f, 1, -2.5f, 0x1.554p-2f, 65_504, (float) 6.097555e-5, 0x1p-24f, 0);
  }

  @Test
  void longsBeyondIntAreReadBack() {
    List<Long> numbers =
        List.of(0L, -1L, 1L << 31, -(1L << 31), -(1L << 31) - 1, Long.MAX_VALUE, Long.MIN_VALUE);
    Path file = folder.resolve("longs");
    PyTorchWriter.write(file, Map.of("numbers", numbers));
    assertThat(((Map<?, ?>) PyTorchFile.read(file).root()).get("numbers")).isEqualTo(numbers);
  }

  @Test
  void dictsListsAndNumbersAreReadBack() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("steps", 1_000_000);
    root.put("lr", 2e-4);
    root.put("betas", Arrays.asList(0.8, null, true));
    root.put("state", Map.of(3, Map.of("name", "bias")));
    Path file = folder.resolve("do_00000000");
    PyTorchWriter.write(file, root);
    Map<?, ?> read = (Map<?, ?>) PyTorchFile.read(file).root();
    assertThat(((Number) read.get("steps")).intValue()).isEqualTo(1_000_000);
    assertThat(read.get("lr")).isEqualTo(2e-4);
    assertThat((List<?>) read.get("betas")).hasSize(3).element(0).isEqualTo(0.8);
    assertThat(read.get("state").toString()).isEqualTo("{3={name=bias}}");
  }
}
