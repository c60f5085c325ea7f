package dev.vocoder.benchmarks;

import ai.onnxruntime.OrtException;
import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.engine.TorchEngine;
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
  @Param({"compiled", "compiled-mixed", "blocks", "onnxruntime"})
  private String engine;

  /** The network's size; its weights are random. */
  @Param({"v1", "v2", "v3"})
  private String model;

  /** The mel's length. */
  @Param({"50", "200", "1000"})
  private int frames;

  private Runner runner;
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
  public void load() throws OrtException {
    HifiGanConfig config =
        switch (model) {
          case "v1" -> HifiGanConfig.V1;
          case "v2" -> HifiGanConfig.V2;
          case "v3" -> HifiGanConfig.V3;
          default -> throw new IllegalArgumentException(model);
        };
    GeneratorCheckpoint checkpoint = RandomModels.generator(config);
    int threads = Runtime.getRuntime().availableProcessors();
    TorchEngine.start().setThreads(threads);
    runner =
        switch (engine) {
          case "compiled" ->
              new Ours(NeuralVocoder.compiled(checkpoint, Device.cpu(), Precision.FLOAT32));
          case "compiled-mixed" ->
              new Ours(NeuralVocoder.compiled(checkpoint, Device.cpu(), Precision.MIXED));
          case "blocks" -> new Ours(NeuralVocoder.ofBlocks(checkpoint, Device.cpu()));
          case "onnxruntime" -> new OnnxRuntimeVocoder(checkpoint, threads);
          default -> throw new IllegalArgumentException(engine);
        };
    mel = RandomModels.mel(frames);
  }

  /** Vocodes the mel. */
  @Benchmark
  public float[] melToWave(Made made) throws OrtException {
    float[] samples = runner.samples(mel);
    made.audioSeconds += (double) samples.length / mel.format().sampleRate();
    return samples;
  }

  /** Frees the model. */
  @TearDown
  public void close() throws OrtException {
    runner.close();
  }

  /** One of the engines compared. */
  interface Runner extends AutoCloseable {
    float[] samples(MelSpectrogram mel) throws OrtException;

    @Override
    void close() throws OrtException;
  }

  private record Ours(Vocoder vocoder) implements Runner {
    @Override
    public float[] samples(MelSpectrogram mel) {
      return vocoder.melToWave(mel).samples();
    }

    @Override
    public void close() {
      vocoder.close();
    }
  }
}
