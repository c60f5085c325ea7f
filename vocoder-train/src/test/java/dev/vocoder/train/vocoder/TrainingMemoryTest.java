package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each step gives back the native memory it took. */
class TrainingMemoryTest {
  private static final int WARM = 50;
  private static final long ALLOWED_KILOBYTES = 30_000;

  @Test
  void nativeMemoryIsFlat() throws IOException {
    assertFlatOver(150);
  }

  @Test
  @Tag("long")
  void nativeMemoryIsFlatOverAThousandSteps() throws IOException {
    assertFlatOver(1000);
  }

  private static void assertFlatOver(int steps) throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: needs Linux");
    TrainingConfig config = TrainingFixture.config();
    Random random = new Random(1);
    float[] waves = new float[2 * 1024];
    float[] mels = new float[2 * 20 * 16];
    try (AdversarialStep step =
        new AdversarialStep(config, Optional.empty(), Map.of(), Device.cpu(), Precision.FLOAT32)) {
      long before = 0;
      for (int i = 0; i < WARM + steps; i++) {
        if (i == WARM) {
          before = resident();
        }
        for (int n = 0; n < waves.length; n++) {
          waves[n] = (float) random.nextGaussian() * 0.1f;
        }
        step.run(new Batch(waves, mels, 2, 20), Part.BOTH);
      }
      assertThat(resident() - before).isLessThan(ALLOWED_KILOBYTES);
    }
  }

  /** Returns the resident memory in kilobytes after collecting what Java holds on to. */
  private static long resident() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
