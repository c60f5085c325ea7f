package dev.vocoder.benchmarks;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
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
import org.openjdk.jmh.annotations.Warmup;

/** What streaming costs, in milliseconds: beside the whole mel, for one chunk, and at the start. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class StreamingBenchmark {
  private static final int FRAMES = 192; // a multiple of every chunk

  /** The network's size; its weights are random. */
  @Param({"v1", "v2", "melgan"})
  private String model;

  /** The arithmetic. */
  @Param({"FLOAT32", "MIXED"})
  private Precision precision;

  /** How many frames are pushed at once. */
  @Param({"8", "16", "32", "64"})
  private int chunk;

  private Vocoder vocoder;
  private MelSpectrogram mel;
  private MelSpectrogram chunkOfMel;
  private VocoderStream endless;

  /** Loads the model. */
  @Setup
  public void load() {
    vocoder = Engine.compiled(model, precision);
    mel = RandomModels.mel(FRAMES);
    chunkOfMel = mel.slice(0, chunk);
    endless = vocoder.openStream();
    endless.push(mel);
  }

  /** Vocodes 192 frames in one call. */
  @Benchmark
  public Waveform whole() {
    return vocoder.melToWave(mel);
  }

  /** Vocodes 192 frames chunk by chunk. */
  @Benchmark
  public int stream() {
    try (VocoderStream stream = vocoder.openStream()) {
      int samples = 0;
      for (int from = 0; from < FRAMES; from += chunk) {
        samples += stream.push(mel.slice(from, from + chunk)).length();
      }
      return samples + stream.finish().length();
    }
  }

  /** Pushes one chunk in the midst of a stream. */
  @Benchmark
  public Waveform oneChunk() {
    return endless.push(chunkOfMel);
  }

  /** Pushes chunks into a new stream until the first samples come. */
  @Benchmark
  public Waveform firstSamples() {
    try (VocoderStream stream = vocoder.openStream()) {
      Waveform samples;
      do {
        samples = stream.push(chunkOfMel);
      } while (samples.length() == 0);
      return samples;
    }
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    endless.close();
    vocoder.close();
  }
}
