package dev.vocoder.benchmarks;

import com.github.psambit9791.jdsp.transform.ShortTimeFourier;
import com.github.psambit9791.jdsp.windows.Hanning;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Seconds of audio per second whose mel one thread computes: the score is the real-time factor. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MelExtractorBenchmark {
  private static final int SECONDS = 10;

  /** The mel's format. */
  @Param({"hifigan", "parallel-wavegan", "keras-melgan"})
  private String format;

  private MelExtractor extractor;
  private Waveform waveform;
  private double[] signal;

  /** Makes noise. */
  @Setup
  public void prepare() {
    MelFormat melFormat = MelFormat.named(format);
    Random random = new Random(1);
    float[] samples = new float[SECONDS * melFormat.sampleRate()];
    signal = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
      signal[i] = samples[i];
    }
    waveform = Waveform.of(samples, melFormat.sampleRate());
    extractor = MelExtractor.of(melFormat);
  }

  /**
   * Computes no more than the magnitudes of the same frames with jDSP, which has no mel filters.
   */
  @Benchmark
  @OperationsPerInvocation(SECONDS)
  public double[][] magnitudesOfJdsp() {
    MelFormat melFormat = extractor.format();
    int window = melFormat.windowSize();
    ShortTimeFourier transform =
        new ShortTimeFourier(
            signal, window, window - melFormat.hopSize(), melFormat.fftSize(), new Hanning(window));
    transform.transform();
    return transform.getMagnitude(true);
  }

  /** Extracts the mel of ten seconds. */
  @Benchmark
  @OperationsPerInvocation(SECONDS)
  public MelSpectrogram extract() {
    return extractor.extract(waveform);
  }
}
