package dev.vocoder.internal.engine;

import java.util.Optional;

/** Whether the CPU is to compute convolutions in bfloat16. */
public final class Bfloat16 {
  private Bfloat16() {}

  /**
   * Returns what speaks against it, as the beginning of a sentence; empty if nothing does.
   *
   * @param gradients whether gradients are taken through the convolutions
   */
  public static Optional<String> obstacle(boolean gradients) {
    if (!CpuFeatures.hasFastBfloat16()) {
      return Optional.of("This processor has no fast bfloat16 (AMX, AVX512-BF16)");
    }
    if (!ConvolutionForms.onCpu().isBfloat16Right(gradients)) {
      return Optional.of(
          "LibTorch computes some convolutions in bfloat16 wrongly on this processor");
    }
    return Optional.empty();
  }
}
