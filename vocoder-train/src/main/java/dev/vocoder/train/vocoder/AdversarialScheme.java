package dev.vocoder.train.vocoder;

import dev.vocoder.internal.data.Batch;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A generator against discriminators. Names in checkpoints are the reference's: {@code g_} files
 * hold {@code generator}, {@code do_} files the discriminators, {@code optim_g} and {@code
 * optim_d}.
 */
final class AdversarialScheme implements TrainingScheme<Batch> {
  private static final String GENERATOR = "generator";

  private final AdversarialStep step;
  private final long adversarialStart;
  private final Optional<Validation> validation;

  /**
   * Takes over a step.
   *
   * @param step the networks and what they learn; closed with this
   * @param adversarialStart how many steps are made first on the losses between waves alone
   * @param validation how the generator is tried; empty if it is not
   */
  AdversarialScheme(AdversarialStep step, long adversarialStart, Optional<Validation> validation) {
    this.step = step;
    this.adversarialStart = adversarialStart;
    this.validation = validation;
  }

  @Override
  public Map<String, NamedBlock> networks() {
    Map<String, NamedBlock> networks = new LinkedHashMap<>();
    networks.put(GENERATOR, step.networks().generator());
    networks.putAll(step.networks().discriminators());
    return networks;
  }

  @Override
  public Set<String> exported() {
    return Set.of(GENERATOR);
  }

  @Override
  public Map<String, AdamW> optimizers() {
    Map<String, AdamW> optimizers = new LinkedHashMap<>();
    optimizers.put("optim_g", step.networks().generatorOptimizer());
    optimizers.put("optim_d", step.networks().discriminatorOptimizer());
    return optimizers;
  }

  @Override
  public Outcome step(List<Batch> batch, TrainingState state) {
    AdversarialStep.Outcome outcome = step.run(batch, part(state));
    return new Outcome(outcome.losses().reported(), outcome.applied());
  }

  private Part part(TrainingState state) {
    if (state.step() < state.warmUpSteps()) {
      return Part.DISCRIMINATORS;
    }
    return state.step() < adversarialStart ? Part.GENERATOR : Part.BOTH;
  }

  @Override
  public Optional<ValidationReport> validate(TrainingState state) {
    return validation.map(one -> one.run(step.networks().generator(), state));
  }

  @Override
  public void close() {
    step.close();
  }
}
