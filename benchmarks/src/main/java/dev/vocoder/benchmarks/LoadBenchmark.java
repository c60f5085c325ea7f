package dev.vocoder.benchmarks;

import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a checkpoint's file to the first wave in a fresh JVM: engine, reading, compiling, a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
public class LoadBenchmark {

  /** The network's size; its weights are random. */
  @Param({"v1", "v2", "v3"})
  private String model;

  /** The arithmetic. */
  @Param({"FLOAT32", "MIXED"})
  private Precision precision;

  private Path folder;
  private Path checkpoint;

  /** Writes the checkpoint and its config. */
  @Setup
  public void write() throws IOException {
    folder = Files.createTempDirectory("vocoder");
    checkpoint = folder.resolve("generator");
    GeneratorConfig config = Engine.config(model);
    Files.writeString(
        folder.resolve("config.json"),
        ConfigFile.text(new VocoderConfig(config, MelFormat.HIFIGAN).toMap()));
    PyTorchWriter.write(
        checkpoint, Map.of("generator", RandomModels.generator(config).weights().tensors()));
  }

  /** Loads it and vocodes 100 frames. */
  @Benchmark
  public Waveform loadAndVocode() {
    try (Vocoder vocoder = Vocoder.builder().checkpoint(checkpoint).precision(precision).load()) {
      return vocoder.melToWave(RandomModels.mel(100));
    }
  }

  /** Deletes them. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(checkpoint);
    Files.delete(folder.resolve("config.json"));
    Files.delete(folder);
  }
}
