package dev.vocoder.train;

import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.DeferredTensor;
import dev.vocoder.container.torch.PyTorchFile;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.WeightForm;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far training is, beside weights and moments.
 *
 * @param step the number of steps made
 * @param epoch how often the data were gone through
 * @param position the number of batches made since, in the epoch
 * @param warmUpSteps how many of the run's first steps train the discriminators alone
 * @param bestMelError the lowest validation error, empty if there was none
 */
record TrainingState(
    long step, long epoch, int position, long warmUpSteps, OptionalDouble bestMelError) {
  private static final String GENERATOR = "generator";
  private static final String PROVENANCE = "provenance";

  /** Returns the state before the first step. */
  static TrainingState initial(long warmUpSteps) {
    return new TrainingState(0, 0, 0, warmUpSteps, OptionalDouble.empty());
  }

  /** Returns the state after a step. */
  TrainingState next(int batchesPerEpoch) {
    boolean ends = position + 1 >= batchesPerEpoch;
    return new TrainingState(
        step + 1, ends ? epoch + 1 : epoch, ends ? 0 : position + 1, warmUpSteps, bestMelError);
  }

  /** Returns the state with another lowest error. */
  TrainingState withBest(double melError) {
    return new TrainingState(step, epoch, position, warmUpSteps, OptionalDouble.of(melError));
  }

  /** Returns what the reference saves of the generator, and where it comes from. */
  static Map<String, Object> generatorFile(AdversarialStep networks, Provenance provenance) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(GENERATOR, tensors(networks.generator()));
    file.put(PROVENANCE, provenance.toMap());
    return file;
  }

  /** Returns what the reference saves of everything else, and what an exact resume needs. */
  Map<String, Object> trainingFile(AdversarialStep networks, Provenance provenance) {
    Map<String, Object> file = new LinkedHashMap<>();
    networks.discriminators().forEach((name, network) -> file.put(name, tensors(network)));
    file.put("optim_g", networks.generatorOptimizer().state());
    file.put("optim_d", networks.discriminatorOptimizer().state());
    file.put("steps", step);
    file.put("epoch", epoch);
    file.put("position", position);
    file.put("warm_up_steps", warmUpSteps);
    file.put(
        "best_mel_error", bestMelError.isPresent() ? (Object) bestMelError.getAsDouble() : null);
    file.put(PROVENANCE, provenance.toMap());
    return file;
  }

  private static Map<String, Object> tensors(NamedBlock network) {
    Map<String, Object> tensors = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach((name, parameter) -> tensors.put(name, DeferredTensor.of(parameter.getArray())));
    return tensors;
  }

  /**
   * Reads the state of a saved run.
   *
   * @param file the content of a {@code do_} file, the reference's too
   * @param name the file's name, for messages
   */
  static TrainingState of(PyTorchFile file, Path name) {
    if (!(file.root() instanceof Map<?, ?> root)
        || !(root.get("steps") instanceof Long steps)
        || !(root.get("epoch") instanceof Long epoch)
        || steps < 0
        || epoch < 0) {
      throw new CheckpointException(
          "%s is not a training checkpoint: it lacks steps and epoch; give the file whose name begins with do_."
              .formatted(name));
    }
    int position =
        root.get("position") instanceof Long saved && saved >= 0 && saved <= Integer.MAX_VALUE
            ? saved.intValue()
            : 0;
    OptionalDouble best =
        root.get("best_mel_error") instanceof Double error
            ? OptionalDouble.of(error)
            : OptionalDouble.empty();
    long warmUp = root.get("warm_up_steps") instanceof Long saved ? saved : 0;
    return new TrainingState(steps, epoch, position, warmUp, best);
  }

  /** Returns what a run began with, where a checkpoint of ours tells. */
  static Optional<String> start(PyTorchFile file) {
    return file.root() instanceof Map<?, ?> root
            && root.get(PROVENANCE) instanceof Map<?, ?> origin
            && origin.get("start") instanceof String start
        ? Optional.of(start)
        : Optional.empty();
  }

  /** Takes over the optimisers' states of a {@code do_} file. */
  static void loadOptimizers(PyTorchFile file, Path name, AdversarialStep networks) {
    Map<?, ?> root = (Map<?, ?>) file.root();
    networks.generatorOptimizer().load(root.get("optim_g"), name + ", optim_g");
    networks.discriminatorOptimizer().load(root.get("optim_d"), name + ", optim_d");
  }

  /** Reads a generator's weights, normalised as training wants them, and checks them. */
  static StateDict generatorWeights(Path file, TrainingConfig config) {
    StateDict saved = GeneratorCheckpoint.readWeights(file);
    return fitting(
        saved, config.networks().generator().build(WeightForm.WEIGHT_NORM), file.toString());
  }

  /** Reads the weights of all discriminators, and checks them. */
  static Map<String, StateDict> discriminatorWeights(
      PyTorchFile file, Path name, TrainingConfig config) {
    Map<String, StateDict> weights = new LinkedHashMap<>();
    config
        .discriminators()
        .forEach(
            (key, sizes) -> {
              Discriminator network = sizes.build();
              StateDict saved = StateDict.entry(file, key, name.toString());
              weights.put(key, fitting(saved, network, name + ", " + key));
            });
    return weights;
  }

  private static StateDict fitting(StateDict saved, NamedBlock network, String name) {
    StateDict weights = saved.withWeightNorm(BlockWeights.normalizedLayers(network));
    weights.requireExactly(BlockWeights.shapes(network), name);
    return weights;
  }
}
