package dev.vocoder.benchmarks;

import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.train.vocoder.AdversarialStep;
import dev.vocoder.train.vocoder.TrainingConfig;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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

/** How long a step of training takes, with the paper's discriminators. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(1)
public class TrainingStepBenchmark {
  private static final int BATCH = 4;
  private static final int SAMPLES = 8192;

  /** The published recipe. */
  @Param({"hifigan-v1", "hifigan-v2", "melgan"})
  private String preset;

  /** The arithmetic of the convolutions. */
  @Param({"float32", "mixed"})
  private String precision;

  /** What the step trains. */
  @Param("both")
  private String part;

  private AdversarialStep step;
  private Batch batch;

  /** Builds the networks. */
  @Setup
  public void build() {
    TrainingConfig config = TrainingConfig.preset(preset).withBatches(BATCH, SAMPLES);
    step =
        TorchEngine.start()
            .onOwnThread( // as a training does
                () ->
                    new AdversarialStep(
                        config,
                        Optional.empty(),
                        Map.of(),
                        Device.cpu(),
                        Precision.valueOf(precision.toUpperCase(Locale.ROOT))));
    batch = noise();
  }

  private static Batch noise() {
    Random random = new Random(1);
    float[] waves = new float[BATCH * SAMPLES];
    for (int i = 0; i < waves.length; i++) {
      waves[i] = (float) random.nextGaussian() * 0.1f;
    }
    int bands = MelFormat.HIFIGAN.bands();
    float[] mels = new float[waves.length / MelFormat.HIFIGAN.hopSize() * bands];
    for (int i = 0; i < mels.length; i++) {
      mels[i] = (float) random.nextGaussian() * 2 - 5;
    }
    return new Batch(waves, mels, BATCH, bands);
  }

  /** Makes a step. */
  @Benchmark
  public AdversarialStep.Outcome step() {
    return step.run(batch, AdversarialStep.Part.valueOf(part.toUpperCase(Locale.ROOT)));
  }

  /** Frees the networks. */
  @TearDown
  public void close() {
    step.close();
  }
}
