package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Generator;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.WeightForm;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.Schedule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A generator, its discriminators and their optimisers. All native memory is freed by {@link
 * #close}. Not thread-safe.
 */
public final class VocoderNetworks implements AutoCloseable {
  private final NDManager manager;
  private final Generator generator;
  private final Map<String, Discriminator> discriminators = new LinkedHashMap<>();
  private final AdamW generatorOptimizer;
  private final AdamW discriminatorOptimizer;

  /**
   * Prepares networks and optimisers.
   *
   * @param config the run
   * @param generatorWeights the generator's weights in the form that training wants; empty for
   *     random ones
   * @param discriminatorWeights each discriminator's weights by its name; those not named start
   *     random
   * @param device where to compute
   * @param precision the arithmetic of the convolutions
   */
  VocoderNetworks(
      TrainingConfig config,
      Optional<StateDict> generatorWeights,
      Map<String, StateDict> discriminatorWeights,
      Device device,
      Precision precision) {
    TorchEngine engine = TorchEngine.start();
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
    Optimization optimization = config.optimization();
    Schedule schedule = optimization.schedule();
    generatorOptimizer = new AdamW(optimization.generator(), schedule, List.of(generator), manager);
    discriminatorOptimizer =
        new AdamW(
            optimization.discriminator(), schedule, List.copyOf(discriminators.values()), manager);
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

  /** Returns what owns the parameters. */
  NDManager manager() {
    return manager;
  }

  /** Returns the generator. */
  public Generator generator() {
    return generator;
  }

  /** Returns the discriminators by name. */
  public Map<String, Discriminator> discriminators() {
    return Collections.unmodifiableMap(discriminators);
  }

  /** Returns the generator's optimiser. */
  public AdamW generatorOptimizer() {
    return generatorOptimizer;
  }

  /** Returns the discriminators' optimiser. */
  public AdamW discriminatorOptimizer() {
    return discriminatorOptimizer;
  }

  @Override
  public void close() {
    manager.close();
  }
}
