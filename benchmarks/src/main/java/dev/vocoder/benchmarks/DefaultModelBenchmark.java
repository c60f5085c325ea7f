package dev.vocoder.benchmarks;

import dev.vocoder.Vocoder;
import dev.vocoder.internal.engine.TorchEngine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long the default model takes to load where LibTorch is up. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(9)
public class DefaultModelBenchmark {

  /** LibTorch, loaded before the clock starts. */
  @State(Scope.Benchmark)
  public static class LibTorch {
    /** Loads it. */
    @Setup
    public void start() {
      TorchEngine.start();
    }
  }

  /** A JVM that has loaded the model once before. */
  @State(Scope.Benchmark)
  public static class Warm {
    /** Loads it. */
    @Setup
    public void load() {
      Vocoder.loadDefault().close();
    }
  }

  /** The first time in a JVM. */
  @Benchmark
  public void first(LibTorch started) {
    Vocoder.loadDefault().close();
  }

  /** The second time. */
  @Benchmark
  public void again(Warm warm) {
    Vocoder.loadDefault().close();
  }
}
