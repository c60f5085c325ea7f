package dev.vocoder.train.conversion;

import ai.djl.ndarray.NDManager;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.train.TrainingFile;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.adversarial.ConditionedNetwork;
import dev.vocoder.train.adversarial.DomainBatch;
import dev.vocoder.train.adversarial.StarNetworks;
import dev.vocoder.train.adversarial.StarScheme;
import dev.vocoder.train.adversarial.StarSettings;
import dev.vocoder.train.adversarial.Weight;
import dev.vocoder.train.conversion.ConversionRecipe.Objective;
import java.util.List;
import java.util.Optional;

/** A run that trains a converter among several voices by StarGAN. */
final class StarPlan extends ConversionPlan<DomainBatch> {
  private final ConversionRun run;

  StarPlan(ConversionRun run) {
    super(run);
    this.run = run;
  }

  @Override
  TrainingScheme<DomainBatch> scheme(ConversionNetworks maker, Optional<TrainingFile> training) {
    ConditionedNetwork generator = maker.generator(ConverterConfig.CODED);
    Objective objective = run.recipe().objective();
    StarNetworks networks =
        new StarNetworks(
            generator,
            maker.discriminator("discriminator"),
            objective.classification() > 0
                ? Optional.of(maker.classifier("classifier"))
                : Optional.empty(),
            run.voices().size());
    StarSettings settings =
        new StarSettings(
            objective.loss(),
            new StarSettings.Weights(
                Weight.of(objective.adversarial()),
                Weight.of(objective.classification()),
                Weight.of(objective.cycle()),
                identity()),
            learning(run.recipe().learning().generatorRate()),
            learning(run.recipe().learning().discriminatorRate()),
            learning(run.recipe().learning().classifierRate()),
            run.recipe().learning().fakes());
    NDManager manager = maker.manager();
    return new StarScheme(
        manager,
        networks,
        settings,
        state -> run.validation().map(one -> one.run(manager, List.of(generator), state)));
  }

  @Override
  List<DomainBatch> draw(SegmentDraw draw, long step, int parts) {
    return draw.domains(step).divided(parts);
  }
}
