package dev.vocoder.benchmarks;

import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.inference.NeuralVocoder;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.testing.RandomModels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/** How fast a mel becomes a wave; {@code audioSeconds} is the real-time factor. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RealTimeFactorBenchmark {
  /** What runs the network. */
  @Param({"compiled", "compiled-mixed", "blocks"})
  private String engine;

  /** The network's size; its weights are random. */
  @Param({"v1", "v2", "v3"})
  private String model;

  /** The mel's length. */
  @Param({"50", "200", "1000"})
  private int frames;

  private Vocoder vocoder;
  private MelSpectrogram mel;

  /** Counts what is made in a second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Made {
    /** Seconds of audio. */
    public double audioSeconds;
  }

  /** Loads the model. */
  @Setup
  public void load() {
    HifiGanConfig config =
        switch (model) {
          case "v1" -> HifiGanConfig.V1;
          case "v2" -> HifiGanConfig.V2;
          case "v3" -> HifiGanConfig.V3;
          default -> throw new IllegalArgumentException(model);
        };
    GeneratorCheckpoint checkpoint = RandomModels.generator(config);
    vocoder =
        switch (engine) {
          case "compiled" -> NeuralVocoder.compiled(checkpoint, Device.cpu(), Precision.FLOAT32);
          case "compiled-mixed" ->
              NeuralVocoder.compiled(checkpoint, Device.cpu(), Precision.MIXED);
          case "blocks" -> NeuralVocoder.ofBlocks(checkpoint, Device.cpu());
          default -> throw new IllegalArgumentException(engine);
        };
    mel = RandomModels.mel(frames);
  }

  /** Vocodes the mel. */
  @Benchmark
  public Waveform melToWave(Made made) {
    Waveform wave = vocoder.melToWave(mel);
    made.audioSeconds += wave.seconds();
    return wave;
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    vocoder.close();
  }
}
