package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.adversarial.ConditionedNetwork.Input;
import dev.vocoder.train.optimize.AdamW;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The original GAN (Goodfellow et al. 2014, algorithm 1): a generator makes samples from noise, and
 * a discriminator tells them from the data. The discriminator learns first.
 */
public final class GanScheme implements TrainingScheme<NoiseBatch> {
  private static final String GENERATOR = "generator";
  private static final String DISCRIMINATOR = "discriminator";

  private final NDManager manager;
  private final ConditionedNetwork generator;
  private final ConditionedNetwork discriminator;
  private final GanSettings settings;
  private final AdversarialLoss loss;
  private final Learner ofGenerator;
  private final Learner ofDiscriminator;
  private final Function<TrainingState, Optional<ValidationReport>> validation;

  /**
   * Takes over networks.
   *
   * @param manager owns the networks' parameters; closed with this
   * @param generator from noise to samples
   * @param discriminator from samples to scores
   * @param settings how they learn
   * @param validation how the generator is validated
   */
  public GanScheme(
      NDManager manager,
      ConditionedNetwork generator,
      ConditionedNetwork discriminator,
      GanSettings settings,
      Function<TrainingState, Optional<ValidationReport>> validation) {
    this.manager = manager;
    this.generator = generator;
    this.discriminator = discriminator;
    this.settings = settings;
    this.loss = settings.loss().formula();
    this.validation = validation;
    ofGenerator = Learner.of(GENERATOR, settings.generator(), List.of(generator), manager);
    ofDiscriminator =
        Learner.of(DISCRIMINATOR, settings.discriminator(), List.of(discriminator), manager);
  }

  @Override
  public Map<String, NamedBlock> networks() {
    Map<String, NamedBlock> blocks = new LinkedHashMap<>();
    blocks.put(GENERATOR, generator.block());
    blocks.put(DISCRIMINATOR, discriminator.block());
    return blocks;
  }

  @Override
  public Set<String> exported() {
    return Set.of(GENERATOR);
  }

  @Override
  public Map<String, AdamW> optimizers() {
    Map<String, AdamW> optimizers = new LinkedHashMap<>();
    optimizers.put("optim_g", ofGenerator.optimizer());
    optimizers.put("optim_d", ofDiscriminator.optimizer());
    return optimizers;
  }

  @Override
  public Outcome step(List<NoiseBatch> batch, TrainingState state) {
    return Turns.step(
        manager,
        batch,
        turns -> {
          turns.take(
              ofDiscriminator,
              List.of(),
              (scope, part, kept) -> {
                NDArray made = ProcessSettings.withGradients(false, () -> made(scope, part));
                List<NDArray> scores =
                    discriminator.applyAll(scope, Input.of(part.real().in(scope)), Input.of(made));
                return new Terms()
                    .add("discriminator/real", 1, () -> loss.real(scores.get(0)))
                    .add("discriminator/fake", 1, () -> loss.fake(scores.get(1)));
              });
          if ((state.step() + 1) % settings.generatorInterval() == 0) {
            turns.take(
                ofGenerator,
                List.of(ofDiscriminator),
                (scope, part, kept) ->
                    new Terms()
                        .add(
                            "adversarial/generator",
                            1,
                            () ->
                                loss.generator(
                                    discriminator.apply(
                                        scope, made(scope, part), ConversionConditions.NONE))));
          }
        });
  }

  private NDArray made(NDManager scope, NoiseBatch batch) {
    return generator.apply(scope, batch.noise().in(scope), ConversionConditions.NONE);
  }

  @Override
  public Optional<ValidationReport> validate(TrainingState state) {
    return validation.apply(state);
  }

  @Override
  public void close() {
    manager.close();
  }
}
