package dev.vocoder.train;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelDifferences;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.train.Optimization.GradientLimit;
import dev.vocoder.train.loss.MultiResolutionStftLoss.Resolution;
import java.util.List;
import java.util.Map;

/** A run of training in a config; {@link TrainingConfig#read} lists the keys. */
final class TrainingKeys {
  private static final String RESOLUTIONS = "stft_resolutions";
  private static final String LOSS_MEL = "loss_mel";

  /** What goes before a key that holds for the discriminators' optimiser alone. */
  private static final String OF_DISCRIMINATOR = "discriminator_";

  private TrainingKeys() {}

  static TrainingConfig read(ConfigFile config, VocoderConfig networks) {
    TrainingConfig recipe = recipe(config, networks);
    return new TrainingConfig(
        networks,
        lossMels(config, networks.melFormat(), recipe.lossMelFormat().fMax()),
        DiscriminatorKeys.read(config, recipe.discriminators()),
        losses(config, recipe.losses()),
        optimization(config, recipe.optimization()),
        config.integer("batch_size", recipe.batchSize()),
        config.integer("segment_size", recipe.segmentSize()),
        config.number("least_amplitude", recipe.leastAmplitude()),
        config.wholeNumber("seed", recipe.seed()),
        config.wholeNumber("adversarial_start_step", 0));
  }

  /** Returns the mels themselves, but for the top that the reference's key tells, and ours. */
  private static MelFormat lossMels(ConfigFile config, MelFormat mels, double usualTop) {
    double top = config.number("fmax_for_loss", config.number("fmax_loss", usualTop));
    MelFormat usual = mels.toBuilder().fMax(top).build();
    return config.has(LOSS_MEL) ? MelDifferences.read(config.object(LOSS_MEL), usual) : usual;
  }

  /** Returns the published recipe, of MelGAN's with what its reference says in its own keys. */
  private static TrainingConfig recipe(ConfigFile config, VocoderConfig networks) {
    if (!(networks.generator() instanceof MelGanConfig)) {
      return TrainingConfig.hifiGan(networks.generator(), networks.melFormat());
    }
    if (!config.has("ndf")) {
      return TrainingConfig.melGan(
          networks.generator(), networks.melFormat(), MelGanDiscriminatorConfig.PAPER);
    }
    MelGanDiscriminatorConfig discriminator =
        MelGanDiscriminatorConfig.reference(
            config.integer("num_D", 3),
            config.integer("ndf"),
            config.integer("n_layers_D", 4),
            config.integer("downsamp_factor", 4));
    TrainingConfig recipe =
        TrainingConfig.melGan(networks.generator(), networks.melFormat(), discriminator);
    return recipe.withBatches(recipe.batchSize(), config.integer("seq_len", recipe.segmentSize()));
  }

  private static LossSettings losses(ConfigFile config, LossSettings recipe) {
    // lambda_feat, in MelGAN's args.yml, is 10 in its recipe.
    double features = recipe.featureMatching() * config.number("lambda_feat", 10) / 10;
    return new LossSettings(
        config.choice("adversarial_loss", LossSettings.Game.class, recipe.game()),
        config.number("lambda_discriminator", recipe.discriminator()),
        config.number("lambda_adversarial", recipe.adversarial()),
        config.number("lambda_feature_matching", features),
        config.number("lambda_mel", recipe.mel()),
        config.number("lambda_stft", recipe.stft()),
        config.has(RESOLUTIONS) ? resolutions(config) : recipe.stftResolutions());
  }

  private static List<Resolution> resolutions(ConfigFile config) {
    return config.integerLists(RESOLUTIONS).stream()
        .map(
            sizes -> {
              if (sizes.size() != 3) {
                throw new ConfigException(
                    "%s has %s; give FFT size, hop and window size of each."
                        .formatted(RESOLUTIONS, sizes));
              }
              return new Resolution(sizes.get(0), sizes.get(1), sizes.get(2));
            })
        .toList();
  }

  private static Optimization optimization(ConfigFile config, Optimization recipe) {
    GradientLimit limit = recipe.gradientLimit();
    return new Optimization(
        adam(config, recipe.generator(), ""),
        adam(config, recipe.discriminator(), OF_DISCRIMINATOR),
        config.number("lr_decay", recipe.learningRateDecay()),
        new GradientLimit(
            config.number("gradient_norm_limit", limit.norm()),
            config.flag("gradient_norm_of_each", limit.each())),
        config.choice("turns", Optimization.Turns.class, recipe.turns()));
  }

  private static AdamW.Settings adam(ConfigFile config, AdamW.Settings recipe, String of) {
    return new AdamW.Settings(
        number(config, of, "learning_rate", recipe.learningRate()),
        number(config, of, "adam_b1", recipe.beta1()),
        number(config, of, "adam_b2", recipe.beta2()),
        number(config, of, "adam_epsilon", recipe.epsilon()),
        number(config, of, "weight_decay", recipe.weightDecay()));
  }

  /** Returns a number of one optimiser, or that of both. */
  private static double number(ConfigFile config, String of, String key, double recipe) {
    return config.number(of + key, config.number(key, recipe));
  }

  static Map<String, Object> write(TrainingConfig config) {
    Map<String, Object> keys = config.networks().toMap();
    putLossMels(config.lossMelFormat(), config.networks().melFormat(), keys);
    keys.put("batch_size", config.batchSize());
    keys.put("segment_size", config.segmentSize());
    keys.put("least_amplitude", config.leastAmplitude());
    keys.put("seed", config.seed());
    Optimization optimization = config.optimization();
    put(optimization.generator(), "", keys);
    put(optimization.discriminator(), OF_DISCRIMINATOR, keys);
    keys.put("lr_decay", optimization.learningRateDecay());
    keys.put("turns", ConfigFile.name(optimization.turns()));
    if (Double.isFinite(optimization.gradientLimit().norm())) {
      keys.put("gradient_norm_limit", optimization.gradientLimit().norm());
    }
    keys.put("gradient_norm_of_each", optimization.gradientLimit().each());
    DiscriminatorKeys.write(config.discriminators(), keys);
    LossSettings losses = config.losses();
    keys.put("adversarial_loss", ConfigFile.name(losses.game()));
    keys.put("lambda_discriminator", losses.discriminator());
    keys.put("lambda_adversarial", losses.adversarial());
    keys.put("lambda_feature_matching", losses.featureMatching());
    keys.put("lambda_mel", losses.mel());
    keys.put("lambda_stft", losses.stft());
    keys.put(
        RESOLUTIONS,
        losses.stftResolutions().stream()
            .map(one -> List.of(one.fftSize(), one.hop(), one.windowSize()))
            .toList());
    keys.put("adversarial_start_step", config.adversarialStart());
    return keys;
  }

  private static void putLossMels(MelFormat format, MelFormat mels, Map<String, Object> keys) {
    keys.put("fmax_for_loss", format.fMax());
    Map<String, Object> rest =
        MelDifferences.write(format, mels.toBuilder().fMax(format.fMax()).build());
    if (!rest.isEmpty()) {
      keys.put(LOSS_MEL, rest);
    }
  }

  private static void put(AdamW.Settings settings, String of, Map<String, Object> keys) {
    keys.put(of + "learning_rate", settings.learningRate());
    keys.put(of + "adam_b1", settings.beta1());
    keys.put(of + "adam_b2", settings.beta2());
    keys.put(of + "adam_epsilon", settings.epsilon());
    keys.put(of + "weight_decay", settings.weightDecay());
  }
}
