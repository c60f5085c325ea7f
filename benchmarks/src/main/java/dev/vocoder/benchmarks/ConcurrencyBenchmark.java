package dev.vocoder.benchmarks;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.testing.RandomModels;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Callers of one vocoder at once: calls per second in all, and what one call takes. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class ConcurrencyBenchmark {

  /** The network's size; its weights are random. */
  @Param({"v1", "v2"})
  private String model;

  /** The arithmetic. */
  @Param({"FLOAT32", "MIXED"})
  private Precision precision;

  private Vocoder vocoder;
  private MelSpectrogram mel;

  /** Loads the model. */
  @Setup
  public void load() {
    vocoder = Engine.compiled(model, precision);
    mel = RandomModels.mel(200);
  }

  /** One caller. */
  @Benchmark
  @Threads(1)
  public Waveform callers1() {
    return vocoder.melToWave(mel);
  }

  /** Two callers. */
  @Benchmark
  @Threads(2)
  public Waveform callers2() {
    return vocoder.melToWave(mel);
  }

  /** Four callers. */
  @Benchmark
  @Threads(4)
  public Waveform callers4() {
    return vocoder.melToWave(mel);
  }

  /** Eight callers. */
  @Benchmark
  @Threads(8)
  public Waveform callers8() {
    return vocoder.melToWave(mel);
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    vocoder.close();
  }
}
