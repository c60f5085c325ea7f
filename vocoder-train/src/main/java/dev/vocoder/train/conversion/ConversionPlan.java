package dev.vocoder.train.conversion;

import dev.vocoder.CheckpointException;
import dev.vocoder.Voice;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.train.BatchSource;
import dev.vocoder.train.Provenance;
import dev.vocoder.train.TrainingFile;
import dev.vocoder.train.TrainingPlan;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.adversarial.LearningSettings;
import dev.vocoder.train.adversarial.Weight;
import dev.vocoder.train.conversion.ConversionRecipe.Learning;
import dev.vocoder.train.conversion.ConversionRecipe.Objective;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.optimize.LinearDecay;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run of conversion training whose data are checked.
 *
 * @param <B> what a step learns from
 */
abstract class ConversionPlan<B> implements TrainingPlan<B> {
  private final ConversionRun run;
  private final ConverterConfig converter;
  private final SegmentDraw draw;

  /**
   * Prepares a run.
   *
   * @param run what it is
   */
  ConversionPlan(ConversionRun run) {
    this.run = run;
    this.converter =
        new ConverterConfig(
            run.recipe().generator(),
            run.recipe().melFormat(),
            run.voices().stream().map(VoiceCorpus::voice).toList());
    this.draw = new SegmentDraw(run.voices(), run.recipe().segments(), run.recipe().seed());
  }

  @Override
  public String config() {
    Map<String, Object> keys = new LinkedHashMap<>();
    ConversionKeys.write(run.recipe(), keys);
    converter.write(keys);
    return ConfigFile.text(keys);
  }

  /** Requires the same voices in the same order, by which networks know them. */
  @Override
  public void requireSame(String config) {
    ConfigFile saved = ConfigFile.parse(config, "the run's config");
    if (!ConverterConfig.describes(saved)) {
      throw new CheckpointException(
          "The run to resume trains a vocoder, not a converter; resume it with vocoder train, or"
              + " choose another folder.");
    }
    List<String> before = ConverterConfig.read(saved).voices().stream().map(Voice::name).toList();
    if (!before.equals(names())) {
      throw new CheckpointException(
          "The run to resume has the voices %s, in this order; it cannot go on with %s."
              .formatted(String.join(", ", before), String.join(", ", names())));
    }
  }

  private List<String> names() {
    return converter.voices().stream().map(Voice::name).toList();
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%s among %s (%.1f minutes), %d x %d frames a step",
        run.recipe().generator().architecture(),
        String.join(", ", names()),
        seconds() / 60,
        run.recipe().segments().batchSize(),
        run.recipe().segments().frames());
  }

  private double seconds() {
    return run.voices().stream().mapToDouble(voice -> voice.check().seconds()).sum();
  }

  @Override
  public Provenance provenance(String start) {
    return new Provenance(
        config(),
        run.recipe().melFormat().toString(),
        String.join(" ", run.voices().stream().map(voice -> voice.check().fingerprint()).toList()),
        String.format(
            Locale.ROOT,
            "%d recordings of %d voices, %.0f s",
            run.voices().stream().mapToInt(voice -> voice.check().count()).sum(),
            run.voices().size(),
            seconds()),
        0,
        run.recipe().seed(),
        start,
        "float32",
        Provenance.currentVersion(),
        run.command());
  }

  @Override
  public TrainingScheme<B> open(Optional<Path> generators, Optional<TrainingFile> training) {
    ConversionNetworks networks =
        new ConversionNetworks(run.recipe(), run.device(), generators, training);
    try {
      return scheme(networks, training);
    } catch (RuntimeException | Error e) {
      networks.manager().close();
      throw e;
    }
  }

  /** Makes the scheme, whose networks the maker makes. */
  abstract TrainingScheme<B> scheme(ConversionNetworks networks, Optional<TrainingFile> training);

  /** Draws a step's batch, in parts. */
  abstract List<B> draw(SegmentDraw draw, long step, int parts);

  @Override
  public BatchSource<B> batches(long epoch, int position) {
    int perEpoch = draw.stepsPerEpoch();
    return new DrawnBatches<>(
        step -> draw(draw, step, run.parts()), perEpoch, epoch * perEpoch + position);
  }

  /** Returns how networks learn, beginning at a rate. */
  LearningSettings learning(double rate) {
    Learning learning = run.recipe().learning();
    return new LearningSettings(
        new AdamW.Settings(rate, learning.beta1(), learning.beta2(), AdamW.Settings.EPSILON, 0),
        new LinearDecay(
            learning.constantSteps().orElseThrow(), learning.decaySteps().orElseThrow()),
        GradientLimit.NONE);
  }

  /** Returns the identity term's weight. */
  Weight identity() {
    Objective objective = run.recipe().objective();
    return Weight.of(objective.identity()).until(objective.identitySteps().orElseThrow());
  }
}
