package dev.vocoder.train.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.conversion.GeneratorKeys;
import dev.vocoder.network.conversion.Conditioning;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.train.adversarial.Fakes;
import dev.vocoder.train.adversarial.GanLoss;
import dev.vocoder.train.conversion.ConversionRecipe.Learning;
import dev.vocoder.train.conversion.ConversionRecipe.Objective;
import dev.vocoder.train.conversion.ConversionRecipe.Opponents;
import dev.vocoder.train.conversion.ConversionRecipe.SegmentSizes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** Recipes in a config. */
final class ConversionKeys {
  private static final String DISCRIMINATOR = "discriminator";
  private static final String CHANNELS = "channels";
  private static final String SECOND = "second";
  private static final String SIGMOID = "sigmoid";
  private static final String CLASSIFIER = "classifier_width";
  private static final String LOSS = "loss";
  private static final String ADVERSARIAL = "lambda_adversarial";
  private static final String SECOND_ADVERSARIAL = "lambda_second_adversarial";
  private static final String CLASSIFICATION = "lambda_classification";
  private static final String CYCLE = "lambda_cycle";
  private static final String IDENTITY = "lambda_identity";
  private static final String IDENTITY_STEPS = "identity_steps";
  private static final String GENERATOR_RATE = "learning_rate";
  private static final String DISCRIMINATOR_RATE = "discriminator_learning_rate";
  private static final String CLASSIFIER_RATE = "classifier_learning_rate";
  private static final String BETA_1 = "adam_b1";
  private static final String BETA_2 = "adam_b2";
  private static final String CONSTANT_STEPS = "constant_steps";
  private static final String DECAY_STEPS = "decay_steps";
  private static final String FAKES = "fakes";
  private static final String POOL_SIZE = "pool_size";
  private static final String BATCH_SIZE = "batch_size";
  private static final String FRAMES = "segment_frames";
  private static final String MASK_FRAMES = "mask_frames";
  private static final String SEED = "seed";

  /** The recipe for generators whose norms are modulated by the voice. */
  static final String MODULATED = "stargan-vc-modulated";

  private ConversionKeys() {}

  /**
   * Reads a recipe.
   *
   * @param config the values; voices among them are ignored
   * @param presets gives what is taken where a key is missing, by the architecture's name
   * @throws ConfigException if it is not a recipe, or its values are out of range
   */
  static ConversionRecipe read(ConfigFile config, Function<String, ConversionRecipe> presets) {
    return config.named(
        () -> {
          MelFormat format = MelFormatKeys.read(config);
          ConversionGenerator.Config generator = GeneratorKeys.read(config, format.bands(), 2);
          ConversionRecipe preset = presets.apply(name(config, generator));
          return new ConversionRecipe(
              generator,
              format,
              opponents(config, preset.opponents()),
              objective(config, preset.objective()),
              learning(config, preset.learning()),
              new SegmentSizes(
                  config.integer(BATCH_SIZE, preset.segments().batchSize()),
                  config.integer(FRAMES, preset.segments().frames()),
                  config.integer(MASK_FRAMES, preset.segments().maskFrames())),
              config.wholeNumber(SEED, preset.seed()));
        });
  }

  /** Returns the name of the published recipe for generators of a kind. */
  private static String name(ConfigFile config, ConversionGenerator.Config generator) {
    return generator.conditioning() == Conditioning.MODULATION
        ? MODULATED
        : GeneratorKeys.architecture(config);
  }

  private static Opponents opponents(ConfigFile config, Opponents preset) {
    ConfigFile given =
        config.has(DISCRIMINATOR)
            ? config.object(DISCRIMINATOR)
            : ConfigFile.of(Map.of(), DISCRIMINATOR);
    return new Opponents(
        given.integer(CHANNELS, preset.channels()),
        given.flag(SECOND, preset.second()),
        given.flag(SIGMOID, preset.sigmoid()),
        given.integer(CLASSIFIER, preset.classifierWidth()));
  }

  private static Objective objective(ConfigFile config, Objective preset) {
    return new Objective(
        config.choice(LOSS, GanLoss.class, preset.loss()),
        config.number(ADVERSARIAL, preset.adversarial()),
        config.number(SECOND_ADVERSARIAL, preset.secondAdversarial()),
        config.number(CLASSIFICATION, preset.classification()),
        config.number(CYCLE, preset.cycle()),
        config.number(IDENTITY, preset.identity()),
        steps(config, IDENTITY_STEPS));
  }

  private static Learning learning(ConfigFile config, Learning preset) {
    return new Learning(
        config.number(GENERATOR_RATE, preset.generatorRate()),
        config.number(DISCRIMINATOR_RATE, preset.discriminatorRate()),
        config.number(CLASSIFIER_RATE, preset.classifierRate()),
        config.number(BETA_1, preset.beta1()),
        config.number(BETA_2, preset.beta2()),
        steps(config, CONSTANT_STEPS),
        steps(config, DECAY_STEPS),
        config.choice(FAKES, Fakes.class, preset.fakes()),
        config.integer(POOL_SIZE, preset.poolSize()));
  }

  private static OptionalLong steps(ConfigFile config, String key) {
    return config.has(key) ? OptionalLong.of(config.wholeNumber(key, 0)) : OptionalLong.empty();
  }

  /** Adds the keys and values that {@link #read} takes. */
  static void write(ConversionRecipe recipe, Map<String, Object> keys) {
    GeneratorKeys.write(recipe.generator(), keys);
    MelFormatKeys.write(recipe.melFormat(), keys);
    Opponents opponents = recipe.opponents();
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put(CHANNELS, opponents.channels());
    sizes.put(SECOND, opponents.second());
    sizes.put(SIGMOID, opponents.sigmoid());
    sizes.put(CLASSIFIER, opponents.classifierWidth());
    keys.put(DISCRIMINATOR, sizes);
    Objective objective = recipe.objective();
    keys.put(LOSS, ConfigFile.name(objective.loss()));
    keys.put(ADVERSARIAL, objective.adversarial());
    keys.put(SECOND_ADVERSARIAL, objective.secondAdversarial());
    keys.put(CLASSIFICATION, objective.classification());
    keys.put(CYCLE, objective.cycle());
    keys.put(IDENTITY, objective.identity());
    objective.identitySteps().ifPresent(steps -> keys.put(IDENTITY_STEPS, steps));
    Learning learning = recipe.learning();
    keys.put(GENERATOR_RATE, learning.generatorRate());
    keys.put(DISCRIMINATOR_RATE, learning.discriminatorRate());
    keys.put(CLASSIFIER_RATE, learning.classifierRate());
    keys.put(BETA_1, learning.beta1());
    keys.put(BETA_2, learning.beta2());
    learning.constantSteps().ifPresent(steps -> keys.put(CONSTANT_STEPS, steps));
    learning.decaySteps().ifPresent(steps -> keys.put(DECAY_STEPS, steps));
    keys.put(FAKES, ConfigFile.name(learning.fakes()));
    keys.put(POOL_SIZE, learning.poolSize());
    keys.put(BATCH_SIZE, recipe.segments().batchSize());
    keys.put(FRAMES, recipe.segments().frames());
    keys.put(MASK_FRAMES, recipe.segments().maskFrames());
    keys.put(SEED, recipe.seed());
  }
}
