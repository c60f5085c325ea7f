package dev.vocoder.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** What the processor can do, as Linux tells; elsewhere nothing is known. */
public final class CpuFeatures {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> FLAGS = readFlags();

  private CpuFeatures() {}

  /** Returns the processor's flags by the names Linux gives them; empty where it cannot be told. */
  public static Set<String> flags() {
    return FLAGS;
  }

  /** Returns whether this processor multiplies tiles of bfloat16 (AMX). */
  static boolean hasTiles() {
    return FLAGS.contains("amx_bf16");
  }

  /**
   * Returns whether convolutions in bfloat16 are faster than in single precision here: with AMX or
   * AVX512-BF16. Without them LibTorch emulates the format and is slower.
   */
  public static boolean hasFastBfloat16() {
    return FLAGS.contains("amx_bf16") || FLAGS.contains("avx512_bf16");
  }

  private static Set<String> readFlags() {
    if (!Files.isReadable(CPU_INFO)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
