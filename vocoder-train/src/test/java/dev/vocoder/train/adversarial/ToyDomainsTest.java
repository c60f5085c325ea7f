package dev.vocoder.train.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Schemes on clouds of points in the plane, where it is known what they should learn: nothing in
 * them is about mels.
 */
class ToyDomainsTest {
  private static final Shape POINT = new Shape(2, 1);
  private static final int BATCH = 64;
  private static final int TRIED = 1000;
  private static final int HIDDEN = 32;

  private final TorchEngine engine = TorchEngine.start();
  private final NDManager manager = engine.newManager(Device.cpu());
  private final Random random = new Random(1);

  @AfterEach
  void close() {
    manager.close();
  }

  /** Two hidden layers, from (batch, inputs, 1) to (batch, outputs, 1). */
  private static final class Perceptron extends Layer {
    private final List<Convolution> layers = new ArrayList<>();
    private final int outputs;

    Perceptron(int inputs, int outputs) {
      this.outputs = outputs;
      int[] widths = {inputs, HIDDEN, HIDDEN, outputs};
      for (int i = 1; i < widths.length; i++) {
        layers.add(
            addChildBlock(
                "layer" + i,
                new Convolution(widths[i - 1], widths[i], 1, 1, Padding.ZEROS, WeightForm.FOLDED)));
      }
    }

    @Override
    public NDArray apply(ParameterStore store, NDArray input, boolean training) {
      NDArray hidden = input;
      for (int i = 0; i < layers.size(); i++) {
        hidden = layers.get(i).apply(store, hidden, training);
        if (i + 1 < layers.size()) {
          hidden = Activation.leakyRelu(hidden, 0.2f);
        }
      }
      return hidden;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), outputs, 1)};
    }
  }

  /** A network that is told the code, if there is one, as further coordinates. */
  private ConditionedNetwork perceptron(int inputs, int outputs) {
    Perceptron network = new Perceptron(inputs, outputs);
    network.initialize(manager, DataType.FLOAT32, new Shape(1, inputs, 1));
    return new ConditionedNetwork(
        network,
        (store, points, told, training) ->
            network.apply(
                store,
                told.code().map(code -> points.concat(code.expandDims(2), 1)).orElse(points),
                training));
  }

  /** Points about a centre, of deviation 0.3 in both coordinates. */
  private Samples cloud(int count, double x, double y) {
    float[] values = new float[2 * count];
    for (int i = 0; i < count; i++) {
      values[2 * i] = (float) (x + 0.3 * random.nextGaussian());
      values[2 * i + 1] = (float) (y + 0.3 * random.nextGaussian());
    }
    return new Samples(values, POINT);
  }

  private Samples noise(int count) {
    float[] values = new float[2 * count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Samples(values, POINT);
  }

  private static <B> void train(TrainingScheme<B> scheme, int steps, LongFunction<B> batch) {
    for (int i = 0; i < steps; i++) {
      TrainingState state = new TrainingState(i, 0, i, 0, OptionalDouble.empty());
      assertThat(scheme.step(List.of(batch.apply(i)), state).applied()).isTrue();
    }
  }

  /**
   * Asserts where points lie, among clouds that are 1.5 or more apart, and that they are no single
   * point. (How wide they lie is less certain: over five seeds deviations were 0.05 to 0.36.)
   */
  private static void assertCloud(float[] points, double x, double y) {
    double[] centre = {x, y};
    for (int axis = 0; axis < 2; axis++) {
      double mean = 0;
      double square = 0;
      int count = points.length / 2;
      for (int i = 0; i < count; i++) {
        mean += points[2 * i + axis] / count;
        square += (double) points[2 * i + axis] * points[2 * i + axis] / count;
      }
      assertThat(mean).as("centre").isCloseTo(centre[axis], within(0.4));
      assertThat(Math.sqrt(square - mean * mean)).as("spread").isBetween(0.02, 0.6);
    }
  }

  private float[] points(ConditionedNetwork network, Samples samples, ConversionConditions told) {
    return network.apply(manager, samples.in(manager), told).toFloatArray();
  }

  @Test
  void noiseBecomesTheData() {
    engine.setSeed(1);
    ConditionedNetwork generator = perceptron(2, 2);
    GanSettings settings =
        new GanSettings(
            GanLoss.CROSS_ENTROPY, LearningSettings.adam(1e-3), LearningSettings.adam(1e-3), 1);
    GanScheme scheme =
        new GanScheme(manager, generator, perceptron(2, 1), settings, state -> Optional.empty());
    train(scheme, 900, step -> new NoiseBatch(noise(BATCH), cloud(BATCH, 2, -1)));
    assertCloud(points(generator, noise(TRIED), ConversionConditions.NONE), 2, -1);
  }

  @Test
  void eachDomainBecomesTheOtherAndItselfAgain() {
    engine.setSeed(2);
    CycleNetworks networks =
        new CycleNetworks(
            perceptron(2, 2),
            perceptron(2, 2),
            perceptron(2, 1),
            perceptron(2, 1),
            Optional.empty());
    CycleSettings settings =
        new CycleSettings(
            GanLoss.LEAST_SQUARES,
            new CycleSettings.Weights(
                Weight.of(1), Weight.of(0), Weight.of(10), Weight.of(1).until(200), Weight.of(1)),
            LearningSettings.adam(1e-3),
            LearningSettings.adam(1e-3),
            Fakes.REUSED,
            50);
    CycleScheme scheme =
        new CycleScheme(
            manager, networks, settings, 1, Optional.empty(), state -> Optional.empty());
    train(
        scheme,
        900,
        step -> new PairBatch(cloud(BATCH, -1, 1), cloud(BATCH, 1.5, 0), Optional.empty()));
    Samples a = cloud(TRIED, -1, 1);
    float[] asB = points(networks.aToB(), a, ConversionConditions.NONE);
    assertCloud(asB, 1.5, 0);
    assertCloud(points(networks.bToA(), cloud(TRIED, 1.5, 0), ConversionConditions.NONE), -1, 1);
    float[] back = points(networks.bToA(), new Samples(asB, POINT), ConversionConditions.NONE);
    double error = 0;
    for (int i = 0; i < back.length; i++) {
      error += Math.abs(back[i] - a.values()[i]) / back.length;
    }
    assertThat(error).isLessThan(0.1);
  }

  @Test
  void oneGeneratorGoesFromAnyDomainIntoAny() {
    engine.setSeed(3);
    double[][] centres = {{0, 1}, {-1, -0.5}, {1, -0.5}};
    ConditionedNetwork generator = perceptron(5, 2);
    StarNetworks networks =
        new StarNetworks(generator, perceptron(5, 1), Optional.of(perceptron(2, 3)), 3);
    StarSettings settings =
        new StarSettings(
            GanLoss.CROSS_ENTROPY,
            new StarSettings.Weights(Weight.of(1), Weight.of(1), Weight.of(5), Weight.of(1)),
            LearningSettings.adam(1e-3),
            LearningSettings.adam(1e-3),
            LearningSettings.adam(1e-3),
            Fakes.REUSED);
    StarScheme scheme = new StarScheme(manager, networks, settings, state -> Optional.empty());
    train(
        scheme,
        1500,
        step -> {
          float[] values = new float[2 * BATCH];
          List<Integer> domains = new ArrayList<>();
          List<Integer> targets = new ArrayList<>();
          for (int i = 0; i < BATCH; i++) {
            int domain = i % 3;
            float[] point = cloud(1, centres[domain][0], centres[domain][1]).values();
            values[2 * i] = point[0];
            values[2 * i + 1] = point[1];
            domains.add(domain);
            targets.add((domain + 1 + random.nextInt(2)) % 3);
          }
          return new DomainBatch(new Samples(values, POINT), domains, targets);
        });
    for (int from = 0; from < 3; from++) {
      for (int into = 0; into < 3; into++) {
        float[] codes = new float[3 * TRIED];
        for (int i = 0; i < TRIED; i++) {
          codes[3 * i + into] = 1;
        }
        assertCloud(
            points(
                generator,
                cloud(TRIED, centres[from][0], centres[from][1]),
                ConversionConditions.domain(manager.create(codes, new Shape(TRIED, 3)))),
            centres[into][0],
            centres[into][1]);
      }
    }
  }
}
