package dev.vocoder.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void tenThousandCallsLeaveMemoryWhereAHundredLeftIt() throws IOException {
    List<MelSpectrogram> mels = RandomModels.mels(1, 2, 3);
    NDManager everything = TorchEngine.start().newManager(Device.cpu()).getParentManager();
    try (Vocoder vocoder =
        NeuralVocoder.compiled(
            RandomModels.generator(RandomModels.SMALL), Device.cpu(), Precision.FLOAT32)) {
      call(vocoder, mels, 100);
      int arrays = everything.getManagedArrays().size();
      long resident = residentBytes();

      call(vocoder, mels, 9_900);

      assertThat(everything.getManagedArrays()).hasSize(arrays);
      // A leak of 8 kB per call, one array of the last stage for one frame, would be 80 MB.
      assertThat(residentBytes() - resident).isLessThan(50L << 20);
    }
  }

  @Test
  void streamsLeaveNothingBehind() throws IOException {
    MelSpectrogram mel = RandomModels.mel(20);
    try (Vocoder vocoder =
        NeuralVocoder.compiled(
            RandomModels.generator(RandomModels.SMALL), Device.cpu(), Precision.FLOAT32)) {
      stream(vocoder, mel, 50);
      long resident = residentBytes();

      stream(vocoder, mel, 1_000);

      // What a stream remembers is more than 100 kB: half of the streams end, half are abandoned.
      assertThat(residentBytes() - resident).isLessThan(30L << 20);
    }
  }

  @Test
  void manyCallersTakeNoMoreMemoryThanTheThreadsThatCompute() throws Exception {
    MelSpectrogram mel = RandomModels.mel(150);
    try (Vocoder vocoder =
        NeuralVocoder.compiled(
            RandomModels.generator(HifiGanConfig.V2), Device.cpu(), Precision.FLOAT32)) {
      atOnce(vocoder, mel, 1, 2);
      atOnce(vocoder, mel, 4, 2);
      long resident = residentBytes();

      atOnce(vocoder, mel, 16, 2);

      // The heap of each thread that computes keeps what such a mel takes, more than 20 MB.
      assertThat(residentBytes() - resident).isLessThan(100L << 20);
    }
  }

  private static void atOnce(Vocoder vocoder, MelSpectrogram mel, int callers, int calls)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      Thread thread = new Thread(() -> call(vocoder, List.of(mel), calls));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void stream(Vocoder vocoder, MelSpectrogram mel, int streams) {
    for (int count = 0; count < streams; count++) {
      try (VocoderStream stream = vocoder.openStream()) {
        stream.push(mel);
        if (count % 2 == 0) {
          stream.finish();
        }
      }
    }
  }

  private static void call(Vocoder vocoder, List<MelSpectrogram> mels, int calls) {
    for (int call = 0; call < calls; call++) {
      vocoder.melToWave(mels.get(call % mels.size()));
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
