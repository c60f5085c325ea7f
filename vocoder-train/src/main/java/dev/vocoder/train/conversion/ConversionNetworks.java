package dev.vocoder.train.conversion;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.conversion.ConversionDiscriminator;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.DomainClassifier;
import dev.vocoder.train.TrainingFile;
import dev.vocoder.train.adversarial.ConditionedNetwork;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the networks of a recipe, with random weights or those of a checkpoint. */
final class ConversionNetworks {
  private final ConversionRecipe recipe;
  private final NDManager manager;
  private final Optional<Path> generators;
  private final Optional<TrainingFile> training;

  /**
   * Prepares to make networks.
   *
   * @param recipe their sizes, the number of voices decided
   * @param device where they will be
   * @param generators a checkpoint's first file; empty for random generators
   * @param training its second; empty for random discriminators
   */
  ConversionNetworks(
      ConversionRecipe recipe,
      Device device,
      Optional<Path> generators,
      Optional<TrainingFile> training) {
    TorchEngine engine = TorchEngine.start();
    this.recipe = recipe;
    this.manager = engine.newManager(device);
    this.generators = generators;
    this.training = training;
    engine.setSeed(recipe.seed());
  }

  /** Returns what owns the parameters. */
  NDManager manager() {
    return manager;
  }

  /**
   * Makes a generator.
   *
   * @param name its name in checkpoints
   * @throws dev.vocoder.CheckpointException if the checkpoint does not fit
   */
  ConditionedNetwork generator(String name) {
    ConversionGenerator network = recipe.generator().build();
    set(
        network,
        generators.map(file -> StateDict.entry(PyTorchFile.read(file), name, file.toString())),
        generators.map(file -> file + ", ").orElse("") + name);
    return new ConditionedNetwork(network, network::convert);
  }

  /**
   * Makes a discriminator.
   *
   * @param name its name in checkpoints
   * @throws dev.vocoder.CheckpointException if the checkpoint does not fit
   */
  ConditionedNetwork discriminator(String name) {
    ConversionDiscriminator network = recipe.discriminator().build();
    set(network, saved(name), name);
    return new ConditionedNetwork(network, network::judge);
  }

  /**
   * Makes the classifier of voices.
   *
   * @param name its name in checkpoints
   * @throws dev.vocoder.CheckpointException if the checkpoint does not fit
   */
  ConditionedNetwork classifier(String name) {
    DomainClassifier network = recipe.classifier().orElseThrow().build();
    set(network, saved(name), name);
    return new ConditionedNetwork(
        network, (store, mels, told, learning) -> network.apply(store, mels, learning));
  }

  private Optional<StateDict> saved(String name) {
    return training.map(file -> StateDict.entry(file.content(), name, file.name().toString()));
  }

  private void set(NamedBlock network, Optional<StateDict> weights, String name) {
    if (weights.isPresent()) {
      weights.get().requireExactly(BlockWeights.shapes(network), name);
      BlockWeights.set(network, weights.get(), manager);
    } else {
      network.initialize(
          manager,
          DataType.FLOAT32,
          new Shape(1, recipe.generator().bands(), recipe.segments().frames()));
    }
  }
}
