package dev.vocoder.internal.inference;

import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.Bfloat16;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.engine.ConvolutionForms;
import dev.vocoder.internal.engine.ConvolutionShape;
import dev.vocoder.internal.inference.MultiplyAdds.Layer;
import dev.vocoder.internal.script.Folding;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How fast this machine's CPU vocodes with networks of published sizes, their weights random. The
 * engines of a network take turns, so that a change of the machine's load meets all of them.
 */
public final class SpeedTest {
  /** The length of mel that is vocoded in a call: 2.3 seconds. */
  public static final int FRAMES = 200;

  private static final int FEWEST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 15;

  private final int frames;
  private final double seconds;

  /**
   * Creates a test.
   *
   * @param frames the length of the mel that is vocoded in a call
   * @param seconds how long a network's calls are repeated for, after three of each engine
   */
  public SpeedTest(int frames, double seconds) {
    this.frames = frames;
    this.seconds = seconds;
  }

  /** What runs a network. */
  public enum Engine {
    /** The TorchScript program that vocoders are. */
    COMPILED,
    /** The network's Blocks, operation by operation, as in training. */
    BLOCKS
  }

  /**
   * How fast a network was.
   *
   * @param model the network's name
   * @param engine what ran it
   * @param precision the arithmetic
   * @param audioSeconds seconds of audio made in a second, the median of the calls
   * @param multiplyAdds multiplications of convolutions, each with its addition, in a second
   * @param forms the part of these that was computed in each form, above 0 to 1
   */
  public record Speed(
      String model,
      Engine engine,
      Precision precision,
      double audioSeconds,
      double multiplyAdds,
      Map<ConvolutionForm, Double> forms) {}

  /** An engine with a network in it. */
  private record Contestant(Engine engine, Precision precision, Vocoder vocoder) {}

  /**
   * Measures all networks with all engines, mixed precision where this processor has it.
   *
   * @param listener is told of each as soon as it is known
   * @throws dev.vocoder.EngineException if LibTorch is not there
   */
  public void run(Consumer<Speed> listener) {
    measure("V1", HifiGanConfig.V1, listener);
    measure("V2", HifiGanConfig.V2, listener);
    measure("V3", HifiGanConfig.V3, listener);
    measure("MelGAN", MelGanConfig.PAPER, listener);
  }

  private void measure(String name, GeneratorConfig config, Consumer<Speed> listener) {
    GeneratorCheckpoint model = RandomWeights.generator(config);
    MelSpectrogram mel = SelfTest.mel(frames, model.melFormat());
    List<Contestant> contestants = new ArrayList<>();
    try {
      contestants.add(compiled(model, Precision.FLOAT32));
      if (Bfloat16.obstacle(false).isEmpty()) {
        contestants.add(compiled(model, Precision.MIXED));
      }
      contestants.add(
          new Contestant(
              Engine.BLOCKS, Precision.FLOAT32, NeuralVocoder.ofBlocks(model, Device.cpu())));
      double[] medians = medians(contestants, mel);
      double multiplyAdds = (double) MultiplyAdds.perFrame(config) * frames;
      for (int i = 0; i < medians.length; i++) {
        Contestant one = contestants.get(i);
        listener.accept(
            new Speed(
                name,
                one.engine,
                one.precision,
                mel.seconds() / medians[i],
                multiplyAdds / medians[i],
                forms(config, one)));
      }
    } finally {
      contestants.forEach(one -> one.vocoder.close());
    }
  }

  private static Contestant compiled(GeneratorCheckpoint model, Precision precision) {
    return new Contestant(
        Engine.COMPILED, precision, NeuralVocoder.compiled(model, Device.cpu(), precision));
  }

  /** Returns the median of each one's seconds. */
  private double[] medians(List<Contestant> contestants, MelSpectrogram mel) {
    List<double[]> rounds = new ArrayList<>();
    contestants.forEach(one -> one.vocoder.melToWave(mel)); // warms up
    long start = System.nanoTime();
    do {
      rounds.add(
          contestants.stream().mapToDouble(one -> secondsOfCall(one.vocoder, mel)).toArray());
    } while (rounds.size() < FEWEST_ROUNDS
        || (rounds.size() < MOST_ROUNDS && secondsSince(start) < seconds));
    double[] medians = new double[contestants.size()];
    for (int i = 0; i < medians.length; i++) {
      int index = i;
      double[] sorted = rounds.stream().mapToDouble(round -> round[index]).sorted().toArray();
      medians[i] = sorted[sorted.length / 2];
    }
    return medians;
  }

  private static double secondsOfCall(Vocoder vocoder, MelSpectrogram mel) {
    long start = System.nanoTime();
    vocoder.melToWave(mel);
    return secondsSince(start);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private Map<ConvolutionForm, Double> forms(GeneratorConfig config, Contestant one) {
    ConvolutionForms here = ConvolutionForms.onCpu();
    double all = MultiplyAdds.perFrame(config);
    Map<ConvolutionForm, Double> forms = new EnumMap<>(ConvolutionForm.class);
    for (Layer layer : MultiplyAdds.layers(config, one.precision == Precision.MIXED)) {
      long numbers = (long) layer.shape().inputs() * layer.inputSamples() * frames;
      ConvolutionForm form =
          switch (one.engine) {
            case COMPILED -> here.of(folded(layer), false);
            case BLOCKS -> here.of(layer.shape(), 1, numbers, false);
          };
      forms.merge(form, layer.count() / all, Double::sum);
    }
    return forms;
  }

  /** Returns what a program computes instead of a convolution. */
  private static ConvolutionShape folded(Layer layer) {
    ConvolutionShape plain = layer.shape();
    return Folding.of(plain.outputs(), plain.kernel(), layer.dilation()).of(plain);
  }
}
