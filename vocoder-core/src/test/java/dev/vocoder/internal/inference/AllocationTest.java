package dev.vocoder.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.testing.RandomModels;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call leaves to the garbage collector: one wave, one mel, and little beside. */
class AllocationTest {
  private static final int CALLS = 50;
  private static final int BESIDE = 16 << 10; // bytes; half as many were measured

  private static Vocoder vocoder;

  @BeforeAll
  static void load() {
    vocoder =
        NeuralVocoder.compiled(
            RandomModels.generator(RandomModels.SMALL), Device.cpu(), Precision.FLOAT32);
  }

  @AfterAll
  static void close() {
    vocoder.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32, 200})
  void aCallAllocatesItsWaveOnce(int frames) {
    MelSpectrogram mel = RandomModels.mel(frames);
    assertThat(bytesPerCall(() -> vocoder.melToWave(mel))).isBetween(wave(mel), limit(mel));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void aPushAllocatesItsSamplesOnce(int frames) {
    MelSpectrogram mel = RandomModels.mel(frames);
    try (VocoderStream stream = vocoder.openStream()) {
      stream.push(RandomModels.mel(32)); // from here on a push makes as much as it takes
      assertThat(bytesPerCall(() -> stream.push(mel))).isBetween(wave(mel), limit(mel));
    }
  }

  private static long wave(MelSpectrogram mel) {
    return (long) mel.frames() * mel.format().hopSize() * Float.BYTES;
  }

  private static long limit(MelSpectrogram mel) {
    return wave(mel) + (long) mel.frames() * mel.bands() * Float.BYTES + BESIDE;
  }

  /** Returns what this thread allocates in the Java heap, once what is done once is done. */
  private static long bytesPerCall(Runnable call) {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM does not count");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    call.run();
    call.run();
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return (threads.getThreadAllocatedBytes(self) - before) / CALLS;
  }
}
