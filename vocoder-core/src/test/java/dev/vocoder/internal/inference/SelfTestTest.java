package dev.vocoder.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SelfTestTest {

  @Test
  void thisMachineMakesTheStoredWaves() {
    assertThat(SelfTest.ofDefaultModel()).isLessThan(SelfTest.TOLERANCE);
    assertThat(SelfTest.ofOddWidths()).isLessThan(SelfTest.TOLERANCE);
  }
}
