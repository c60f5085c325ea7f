package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.adversarial.ConditionedNetwork.Input;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The original GAN (Goodfellow et al. 2014, algorithm 1): a generator makes samples from noise, and
 * a discriminator tells them from the data. The discriminator learns first.
 */
public final class GanScheme extends TurnScheme<NoiseBatch> {
  private static final String GENERATOR = "generator";
  private static final String DISCRIMINATOR = "discriminator";

  private final ConditionedNetwork generator;
  private final ConditionedNetwork discriminator;
  private final GanSettings settings;
  private final AdversarialLoss loss;
  private final Learner ofGenerator;
  private final Learner ofDiscriminator;

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
    super(manager, Map.of(GENERATOR, generator), Map.of(DISCRIMINATOR, discriminator), validation);
    this.generator = generator;
    this.discriminator = discriminator;
    this.settings = settings;
    this.loss = settings.loss().formula();
    ofGenerator = learner("optim_g", GENERATOR, settings.generator(), List.of(generator));
    ofDiscriminator =
        learner("optim_d", DISCRIMINATOR, settings.discriminator(), List.of(discriminator));
  }

  @Override
  public Outcome step(List<NoiseBatch> batch, TrainingState state) {
    return Turns.step(
        manager(),
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
}
