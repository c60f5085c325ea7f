package dev.vocoder.benchmarks;

import ai.onnxruntime.OrtException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.internal.inference.MultiplyAdds;
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
  @Param({"v1", "v2", "v3", "melgan", "keras-melgan"})
  private String model;

  /** The mel's length. */
  @Param({"50", "200", "1000"})
  private int frames;

  private Engine running;
  private MelSpectrogram mel;
  private double gigaMultiplyAdds;

  /** Counts what is made in a second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Made {
    /** Seconds of audio. */
    public double audioSeconds;

    /** Billions of multiplications of the network's convolutions. */
    public double gmac;
  }

  /** Loads the model. */
  @Setup
  public void load() throws OrtException {
    running = Engine.load(engine, model);
    mel = RandomModels.mel(frames);
    gigaMultiplyAdds = MultiplyAdds.perFrame(Engine.config(model)) * frames / 1e9;
  }

  /** Vocodes the mel. */
  @Benchmark
  public float[] melToWave(Made made) throws OrtException {
    float[] samples = running.samples(mel);
    made.audioSeconds += (double) samples.length / mel.format().sampleRate();
    made.gmac += gigaMultiplyAdds;
    return samples;
  }

  /** Frees the model. */
  @TearDown
  public void close() throws OrtException {
    running.close();
  }
}
