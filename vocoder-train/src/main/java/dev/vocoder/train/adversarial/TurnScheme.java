package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDManager;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.optimize.AdamW;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What schemes of this package have in common: networks and learners by name.
 *
 * @param <B> what a step learns from
 */
abstract class TurnScheme<B> implements TrainingScheme<B> {
  private final NDManager manager;
  private final Function<TrainingState, Optional<ValidationReport>> validation;
  private final Map<String, NamedBlock> generators = new LinkedHashMap<>();
  private final Map<String, NamedBlock> networks = new LinkedHashMap<>();
  private final Map<String, AdamW> optimizers = new LinkedHashMap<>();

  /**
   * Takes over networks.
   *
   * @param manager owns their parameters; closed with this
   * @param generators those that users of the model get, by their names in checkpoints
   * @param others the other ones
   * @param validation how the generators are validated
   */
  TurnScheme(
      NDManager manager,
      Map<String, ConditionedNetwork> generators,
      Map<String, ConditionedNetwork> others,
      Function<TrainingState, Optional<ValidationReport>> validation) {
    this.manager = manager;
    this.validation = validation;
    generators.forEach((name, network) -> this.generators.put(name, network.block()));
    networks.putAll(this.generators);
    others.forEach((name, network) -> networks.put(name, network.block()));
  }

  /** Returns what owns the networks' parameters. */
  final NDManager manager() {
    return manager;
  }

  /**
   * Makes a learner.
   *
   * @param optimizer its optimiser's name in checkpoints
   * @param name what the sum of its losses is called
   * @param settings how it learns
   * @param group the networks that learn together
   */
  final Learner learner(
      String optimizer,
      String name,
      LearningSettings settings,
      Collection<ConditionedNetwork> group) {
    AdamW adam =
        new AdamW(
            settings.adam(),
            settings.schedule(),
            group.stream().map(ConditionedNetwork::block).toList(),
            manager);
    optimizers.put(optimizer, adam);
    return new Learner(name, adam, settings.limit());
  }

  @Override
  public final Map<String, NamedBlock> networks() {
    return networks;
  }

  @Override
  public final Set<String> exported() {
    return generators.keySet();
  }

  @Override
  public final Map<String, AdamW> optimizers() {
    return optimizers;
  }

  @Override
  public final Optional<ValidationReport> validate(TrainingState state) {
    return validation.apply(state);
  }

  @Override
  public final void close() {
    manager.close();
  }
}
