package dev.vocoder.train.conversion;

import ai.djl.ndarray.NDManager;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.train.TrainingFile;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.adversarial.ConditionedNetwork;
import dev.vocoder.train.adversarial.CycleNetworks;
import dev.vocoder.train.adversarial.CycleScheme;
import dev.vocoder.train.adversarial.CycleSettings;
import dev.vocoder.train.adversarial.PairBatch;
import dev.vocoder.train.adversarial.Weight;
import dev.vocoder.train.conversion.ConversionRecipe.Objective;
import java.util.List;
import java.util.Optional;

/** A run that trains a converter between two voices by CycleGAN. */
final class CyclePlan extends ConversionPlan<PairBatch> {
  private final ConversionRun run;

  CyclePlan(ConversionRun run) {
    super(run);
    this.run = run;
  }

  @Override
  TrainingScheme<PairBatch> scheme(ConversionNetworks maker, Optional<TrainingFile> training) {
    ConditionedNetwork forward = maker.generator(ConverterConfig.FORWARD);
    ConditionedNetwork backward = maker.generator(ConverterConfig.BACKWARD);
    CycleNetworks networks =
        new CycleNetworks(
            forward,
            backward,
            maker.discriminator("discriminator_A"),
            maker.discriminator("discriminator_B"),
            run.recipe().opponents().second()
                ? Optional.of(
                    new CycleNetworks.Second(
                        maker.discriminator("discriminator_A2"),
                        maker.discriminator("discriminator_B2")))
                : Optional.empty());
    Objective objective = run.recipe().objective();
    CycleSettings settings =
        new CycleSettings(
            objective.loss(),
            new CycleSettings.Weights(
                Weight.of(objective.adversarial()),
                Weight.of(objective.secondAdversarial()),
                Weight.of(objective.cycle()),
                identity(),
                Weight.of(1)),
            learning(run.recipe().learning().generatorRate()),
            learning(run.recipe().learning().discriminatorRate()),
            run.recipe().learning().fakes(),
            run.recipe().learning().poolSize());
    NDManager manager = maker.manager();
    return new CycleScheme(
        manager,
        networks,
        settings,
        run.recipe().seed(),
        training,
        state -> run.validation().map(one -> one.run(manager, List.of(backward, forward), state)));
  }

  @Override
  List<PairBatch> draw(SegmentDraw draw, long step, int parts) {
    return draw.pair(step).divided(parts);
  }
}
