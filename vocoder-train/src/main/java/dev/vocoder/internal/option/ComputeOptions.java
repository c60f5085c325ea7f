package dev.vocoder.internal.option;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The options that say where and how precisely to compute. */
public final class ComputeOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:N; ${DEFAULT-VALUE} by default.")
  private Device device;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      defaultValue = "float32",
      description =
          "float32, or mixed for most layers in half the bits; ${DEFAULT-VALUE} by default.")
  private Precision precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "CPU threads; LibTorch's choice by default. With 1, training can be repeated bit for"
              + " bit.")
  private Integer threads;

  public ComputeOptions() {}

  public Device device() {
    return device;
  }

  public Precision precision() {
    return precision;
  }

  public OptionalInt threads() {
    return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
  }
}
