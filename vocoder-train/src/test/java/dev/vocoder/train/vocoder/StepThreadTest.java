package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Precision;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.testing.ThreadFlags;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import org.junit.jupiter.api.Test;

class StepThreadTest {

  @Test
  void aStepLeavesTheThreadsFlagsAsTheyWere() throws Exception {
    TorchEngine.start();
    for (ThreadFlags before : ThreadFlags.SEVERAL) {
      ThreadFlags after =
          before.after(
              () -> {
                try (AdversarialStep step = AdversarialStepTest.initial(Precision.FLOAT32)) {
                  assertThat(step.run(AdversarialStepTest.batch(), Part.BOTH).applied()).isTrue();
                }
              });
      assertThat(after).isEqualTo(before);
    }
  }
}
