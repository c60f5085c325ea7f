package dev.vocoder.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.engine.ProcessSettings;
import dev.vocoder.engine.TorchEngine;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Discriminator.Comparison;
import dev.vocoder.network.Discriminator.Pass;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.WeightForm;
import dev.vocoder.train.Optimization.Turns;
import dev.vocoder.train.data.Batch;
import dev.vocoder.train.loss.AdversarialLoss;
import dev.vocoder.train.loss.DifferentiableMel;
import dev.vocoder.train.loss.FeatureMatchingLoss;
import dev.vocoder.train.loss.MelLoss;
import dev.vocoder.train.loss.MultiResolutionStftLoss;
import dev.vocoder.train.loss.WaveLoss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A generator, its discriminators and their optimisers, and the step that trains them (HiFi-GAN,
 * section 2.4): waves are generated once; the discriminators learn from them detached; the
 * generator learns from what the discriminators say, updated or not ({@link Turns}).
 *
 * <p>All native memory is freed by {@link #close}. Not thread-safe.
 */
public final class AdversarialStep implements AutoCloseable {
  private static final String GENERATOR = "generator";
  private static final String DISCRIMINATOR = "discriminator";

  /** What a step trains. */
  public enum Part {
    /** The generator alone, by the losses between waves: it finds its voice first. */
    GENERATOR,
    /** The discriminators alone: they learn to judge a generator that is already good. */
    DISCRIMINATORS,
    /** First the discriminators, then the generator. */
    BOTH
  }

  private final TrainingConfig config;
  private final TorchEngine engine = TorchEngine.start();
  private final NDManager manager;
  private final Generator generator;
  private final Map<String, Discriminator> discriminators = new LinkedHashMap<>();
  private final AdversarialLoss game;
  private final FeatureMatchingLoss featureMatching = new FeatureMatchingLoss();
  private final Map<String, WeightedWaveLoss> waveLosses = new LinkedHashMap<>();
  private final AdamW generatorOptimizer;
  private final AdamW discriminatorOptimizer;

  private record WeightedWaveLoss(WaveLoss loss, double weight) {}

  /**
   * Prepares networks and optimisers.
   *
   * @param config the run
   * @param generatorWeights the generator's weights with weight norm; empty for random ones
   * @param discriminatorWeights each discriminator's weights by its name; those not named start
   *     random
   * @param device where to compute
   * @param precision the arithmetic of the convolutions
   */
  public AdversarialStep(
      TrainingConfig config,
      Optional<StateDict> generatorWeights,
      Map<String, StateDict> discriminatorWeights,
      Device device,
      Precision precision) {
    this.config = config;
    manager = engine.newManager(device);
    engine.setSeed(config.seed());
    generator = config.networks().generator().build(WeightForm.WEIGHT_NORM);
    MelFormat mels = config.networks().melFormat();
    initialize(generator, generatorWeights, new Shape(1, mels.bands(), 1), precision);
    config
        .discriminators()
        .forEach(
            (name, sizes) -> {
              Discriminator network = sizes.build();
              Optional<StateDict> weights = Optional.ofNullable(discriminatorWeights.get(name));
              initialize(network, weights, new Shape(1, 1, config.segmentSize()), precision);
              discriminators.put(name, network);
            });
    LossSettings losses = config.losses();
    game = losses.game().loss();
    if (losses.mel() > 0) {
      DifferentiableMel mel = new DifferentiableMel(config.lossMelFormat(), manager);
      waveLosses.put("mel", new WeightedWaveLoss(new MelLoss(mel), losses.mel()));
    }
    if (losses.stft() > 0) {
      WaveLoss stft = new MultiResolutionStftLoss(losses.stftResolutions(), manager);
      waveLosses.put("stft", new WeightedWaveLoss(stft, losses.stft()));
    }
    generatorOptimizer = new AdamW(config.optimization().generator(), List.of(generator), manager);
    discriminatorOptimizer =
        new AdamW(
            config.optimization().discriminator(), List.copyOf(discriminators.values()), manager);
  }

  private void initialize(
      NamedBlock network, Optional<StateDict> weights, Shape input, Precision precision) {
    network.setPrecision(precision);
    if (weights.isPresent()) {
      BlockWeights.set(network, weights.get(), manager);
    } else {
      network.initialize(manager, DataType.FLOAT32, input);
    }
  }

  /** Returns the generator. */
  public Generator generator() {
    return generator;
  }

  /** Returns the discriminators by name. */
  public Map<String, Discriminator> discriminators() {
    return discriminators;
  }

  /** Returns the generator's optimiser. */
  public AdamW generatorOptimizer() {
    return generatorOptimizer;
  }

  /** Returns the discriminators' optimiser. */
  public AdamW discriminatorOptimizer() {
    return discriminatorOptimizer;
  }

  /** What a step came to. */
  public record Outcome(StepLosses losses, boolean applied) {}

  /**
   * Makes a step. A network whose loss or gradient is infinite or not a number is not updated, and
   * neither is one whose turn comes after it.
   *
   * @param batch the waves and their mels
   * @param part what to train
   * @return the losses, and whether everything was updated
   */
  public Outcome run(Batch batch, Part part) {
    return manager.getDevice().isGpu()
        ? computed(batch, part)
        : engine.compute(1, () -> computed(batch, part));
  }

  private Outcome computed(Batch batch, Part part) {
    try (NDManager scope = manager.newSubManager()) {
      return ProcessSettings.withGradients(true, () -> new Computation(scope, batch).run(part));
    }
  }

  private static <T> T withoutGradients(Supplier<T> computation) {
    return ProcessSettings.withGradients(false, computation);
  }

  private static NDArray sum(Map<String, NDArray> terms) {
    return terms.values().stream().reduce(NDArray::add).orElseThrow();
  }

  private static void backward(NDArray loss) {
    try (NDArray one = loss.getManager().ones(loss.getShape())) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }
  }

  private static Map<String, Double> values(Map<String, NDArray> scalars) {
    Map<String, Double> values = new LinkedHashMap<>();
    scalars.forEach((name, scalar) -> values.put(name, (double) scalar.getFloat()));
    return values;
  }

  /** One step's arrays, which live in its scope. */
  private final class Computation {
    private final ParameterStore store;
    private final NDArray mels;
    private final NDArray real;
    private final Map<String, List<Judgement>> kept = new LinkedHashMap<>(); // of the real waves
    private final Map<String, NDArray> discriminatorLosses = new LinkedHashMap<>();
    private final Map<String, NDArray> adversarialLosses = new LinkedHashMap<>();
    private final Map<String, NDArray> featureLosses = new LinkedHashMap<>();
    private final Map<String, NDArray> reconstructionLosses = new LinkedHashMap<>();
    private final Map<String, Double> gradientNorms = new LinkedHashMap<>();

    Computation(NDManager scope, Batch batch) {
      store = new ParameterStore(scope, false);
      mels = scope.create(batch.mels(), new Shape(batch.size(), batch.bands(), batch.frames()));
      real = scope.create(batch.waves(), new Shape(batch.size(), 1, batch.samples()));
    }

    Outcome run(Part part) {
      NDArray generated =
          part == Part.DISCRIMINATORS
              ? withoutGradients(() -> generator.apply(store, mels, false))
              : generator.apply(store, mels, true);
      boolean applied =
          switch (part) {
            case GENERATOR -> trainGenerator(generated, false);
            case DISCRIMINATORS -> trainDiscriminators(generated);
            case BOTH ->
                config.optimization().turns() == Turns.TOGETHER
                    ? trainGenerator(generated, true) && trainDiscriminators(generated)
                    : trainDiscriminators(generated) && trainGenerator(generated, true);
          };
      return new Outcome(
          new StepLosses(
              values(discriminatorLosses),
              values(adversarialLosses),
              values(featureLosses),
              values(reconstructionLosses),
              gradientNorms),
          applied);
    }

    private boolean trainDiscriminators(NDArray generated) {
      NDArray detached = generated.stopGradient();
      discriminators.forEach(
          (name, network) -> {
            List<Comparison> comparisons = network.compare(store, real, detached);
            if (config.optimization().turns() == Turns.KEPT) {
              kept.put(name, comparisons.stream().map(Comparison::ofReal).toList());
            }
            NDArray loss =
                comparisons.stream()
                    .map(parts -> game.discriminator(parts.real(), parts.generated()))
                    .reduce(NDArray::add)
                    .orElseThrow();
            discriminatorLosses.put(
                name, TorchFunctions.scaled(loss, config.losses().discriminator()));
          });
      return update(discriminatorOptimizer, DISCRIMINATOR, sum(discriminatorLosses));
    }

    private boolean trainGenerator(NDArray generated, boolean adversarially) {
      LossSettings weights = config.losses();
      if (adversarially) {
        // The discriminators' own gradients are not needed, and would leak into their next step.
        discriminatorOptimizer.setGradientsEnabled(false);
      }
      try {
        if (adversarially && weights.adversarial() + weights.featureMatching() > 0) {
          discriminators.forEach((name, network) -> judge(name, network, generated));
        }
        waveLosses.forEach(
            (name, term) ->
                reconstructionLosses.put(
                    name, TorchFunctions.scaled(term.loss.of(real, generated), term.weight)));
        Map<String, NDArray> all = new LinkedHashMap<>();
        adversarialLosses.forEach((name, loss) -> all.put("adversarial " + name, loss));
        featureLosses.forEach((name, loss) -> all.put("feature matching " + name, loss));
        all.putAll(reconstructionLosses);
        return update(generatorOptimizer, GENERATOR, sum(all));
      } finally {
        discriminatorOptimizer.setGradientsEnabled(true);
      }
    }

    private void judge(String name, Discriminator network, NDArray generated) {
      LossSettings weights = config.losses();
      List<Judgement> ofReal =
          kept.containsKey(name)
              ? kept.get(name)
              : withoutGradients(() -> network.judge(store, real, Pass.TRAINING));
      List<Judgement> ofGenerated = network.judge(store, generated, Pass.TRAINING);
      adversarialLosses.put(
          name,
          TorchFunctions.scaled(
              ofGenerated.stream()
                  .map(judgement -> game.generator(judgement.score()))
                  .reduce(NDArray::add)
                  .orElseThrow(),
              weights.adversarial()));
      featureLosses.put(
          name,
          TorchFunctions.scaled(
              featureMatching.of(ofReal, ofGenerated), weights.featureMatching()));
    }

    private boolean update(AdamW optimizer, String name, NDArray loss) {
      if (!Float.isFinite(loss.getFloat())) {
        return false;
      }
      backward(loss);
      double norm = optimizer.step(config.optimization().gradientLimit());
      gradientNorms.put(name, norm);
      return Double.isFinite(norm);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
