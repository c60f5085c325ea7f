package dev.vocoder.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the processor can do, as Linux tells; elsewhere nothing is known. */
public final class CpuFeatures {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Map<String, String> FIELDS = readFields();
  private static final Set<String> FLAGS =
      Stream.of("flags", "Features") // Intel and AMD, ARM
          .filter(FIELDS::containsKey)
          .flatMap(name -> Stream.of(FIELDS.get(name).split("\\s+")))
          .collect(Collectors.toUnmodifiableSet());

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

  /** Returns what the processor is called; empty where it cannot be told. */
  public static Optional<String> model() {
    return Optional.ofNullable(FIELDS.get("model name"));
  }

  /** Reads what the first core is said to be. */
  private static Map<String, String> readFields() {
    if (!Files.isReadable(CPU_INFO)) {
      return Map.of();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .takeWhile(line -> !line.isBlank())
          .map(line -> line.split(":", 2))
          .filter(field -> field.length == 2)
          .collect(
              Collectors.toMap(field -> field[0].strip(), field -> field[1].strip(), (a, b) -> a));
    } catch (IOException e) {
      return Map.of();
    }
  }
}
