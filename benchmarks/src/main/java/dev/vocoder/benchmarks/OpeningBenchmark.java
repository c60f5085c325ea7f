package dev.vocoder.benchmarks;

import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.testing.EcosystemModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading a small checkpoint of each ecosystem in a fresh JVM, without LibTorch: against the same
 * model in a file of ours, what recognising it and reading its config and statistics adds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
public class OpeningBenchmark {

  /** The model's folder and file among the golden ones. */
  @Param({
    "hf-speecht5-hifigan/model.safetensors",
    "coqui-hifigan/checkpoint_1000.pth",
    "coqui-mbmelgan/model_file.pth.tar",
    "pwg-hifigan/checkpoint-2500000steps.pkl",
    "pwg-mbmelgan/checkpoint-1000000steps.pkl",
    "nemo-hifigan/hifigan.nemo",
    "speechbrain-hifigan/generator.ckpt"
  })
  private String model;

  /** As its ecosystem wrote it, or as we do. */
  @Param({"theirs", "ours"})
  private String form;

  private Path file;

  /** Unpacks the model; ours was written by another JVM, lest this one be warm. */
  @Setup
  public void write() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("vocoder");
    EcosystemModel golden =
        EcosystemModel.all().stream()
            .filter(one -> one.toString().equals(model))
            .findFirst()
            .orElseThrow();
    file = golden.copyTo(folder);
    if (form.equals("ours")) {
      Path ours = folder.resolve("ours");
      new ProcessBuilder(
              ProcessHandle.current().info().command().orElseThrow(),
              "-cp",
              System.getProperty("java.class.path"),
              OpeningBenchmark.class.getName(),
              file.toString(),
              ours.toString())
          .inheritIO()
          .start()
          .waitFor();
      file = ours;
    }
  }

  /** Writes a checkpoint as a file of ours: from the first argument to the second. */
  public static void main(String[] arguments) {
    PyTorchWriter.write(
        Path.of(arguments[1]),
        GeneratorCheckpoint.read(Path.of(arguments[0]), Optional.empty()).toFile());
  }

  /** Reads it. */
  @Benchmark
  public GeneratorCheckpoint open() {
    return GeneratorCheckpoint.read(file, Optional.empty());
  }
}
