package dev.vocoder.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.VoiceConverter;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.testing.RandomConverters;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConverterMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  @TempDir Path folder;

  private static List<ConversionGenerator.Config> generators() {
    return RandomConverters.generators();
  }

  @ParameterizedTest
  @MethodSource("generators")
  void aThousandConversionsLeaveMemoryWhereFiftyLeftIt(ConversionGenerator.Config generator)
      throws IOException {
    Path file = folder.resolve("g_00001000");
    RandomConverters.write(file, RandomConverters.config(generator));
    NDManager everything = TorchEngine.start().newManager(Device.cpu()).getParentManager();
    int arrays;
    try (VoiceConverter converter = VoiceConverter.load(file)) {
      List<MelSpectrogram> mels =
          IntStream.rangeClosed(1, 10)
              .mapToObj(i -> RandomModels.mel(2 * i, converter.melFormat()))
              .toList();
      convert(converter, mels, 50);
      arrays = everything.getManagedArrays().size();
      long resident = residentBytes();

      convert(converter, mels, 950);

      assertThat(everything.getManagedArrays()).hasSize(arrays);
      // A leak of one layer's output in each call, some 10 kB, would be 10 MB; allocators differ
      // by a few.
      assertThat(residentBytes() - resident).isLessThan(8L << 20);
    }
    assertThat(everything.getManagedArrays()).hasSizeLessThan(arrays + 1);
  }

  private static void convert(VoiceConverter converter, List<MelSpectrogram> mels, int calls) {
    for (int call = 0; call < calls; call++) {
      converter.convert(mels.get(call % mels.size()), "a", "b");
    }
  }

  /**
   * Returns the resident memory; skips where the system does not say. The build gives tests a heap
   * of fixed size, so that only native memory changes it.
   */
  private static long residentBytes() throws IOException {
    assumeTrue(Files.exists(STATUS), "skipped: needs Linux");
    System.gc(); // frees native arrays that only garbage holds
    String line =
        Files.readAllLines(STATUS).stream()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}
