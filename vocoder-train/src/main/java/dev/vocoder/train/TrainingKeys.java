package dev.vocoder.train;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.ConfigFile;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.train.Optimization.GradientLimit;
import dev.vocoder.train.loss.MultiResolutionStftLoss.Resolution;
import java.util.List;
import java.util.Map;

/** A run of training in a config; {@link TrainingConfig#read} lists the keys. */
final class TrainingKeys {
  private static final String RESOLUTIONS = "stft_resolutions";

  private TrainingKeys() {}

  static TrainingConfig read(ConfigFile config, VocoderConfig networks) {
    TrainingConfig recipe = recipe(config, networks);
    MelFormat mels = networks.melFormat();
    double topOfLoss =
        config.number("fmax_for_loss", config.number("fmax_loss", recipe.lossMelFormat().fMax()));
    return new TrainingConfig(
        networks,
        mels.toBuilder().fMax(topOfLoss).build(),
        DiscriminatorKeys.read(config, recipe.discriminators()),
        losses(config, recipe.losses()),
        optimization(config, recipe.optimization()),
        config.integer("batch_size", recipe.batchSize()),
        config.integer("segment_size", recipe.segmentSize()),
        config.number("least_amplitude", recipe.leastAmplitude()),
        config.integer("seed", (int) recipe.seed()),
        config.integer("adversarial_start_step", 0));
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
    AdamW.Settings generator = adam(config, recipe.generator());
    double usual =
        config.has("learning_rate")
            ? generator.learningRate()
            : recipe.discriminator().learningRate();
    double discriminatorRate = config.number("discriminator_learning_rate", usual);
    GradientLimit limit = recipe.gradientLimit();
    return new Optimization(
        generator,
        adam(config, recipe.discriminator()).withLearningRate(discriminatorRate),
        config.number("lr_decay", recipe.learningRateDecay()),
        new GradientLimit(
            config.number("gradient_norm_limit", limit.norm()),
            config.flag("gradient_norm_of_each", limit.each())),
        config.choice("turns", Optimization.Turns.class, recipe.turns()));
  }

  private static AdamW.Settings adam(ConfigFile config, AdamW.Settings recipe) {
    return new AdamW.Settings(
        config.number("learning_rate", recipe.learningRate()),
        config.number("adam_b1", recipe.beta1()),
        config.number("adam_b2", recipe.beta2()),
        config.number("adam_epsilon", recipe.epsilon()),
        config.number("weight_decay", recipe.weightDecay()));
  }

  static Map<String, Object> write(TrainingConfig config) {
    Map<String, Object> keys = config.networks().toMap();
    keys.put("fmax_for_loss", config.lossMelFormat().fMax());
    keys.put("batch_size", config.batchSize());
    keys.put("segment_size", config.segmentSize());
    keys.put("least_amplitude", config.leastAmplitude());
    keys.put("seed", config.seed());
    Optimization optimization = config.optimization();
    keys.put("learning_rate", optimization.generator().learningRate());
    keys.put("discriminator_learning_rate", optimization.discriminator().learningRate());
    keys.put("adam_b1", optimization.generator().beta1());
    keys.put("adam_b2", optimization.generator().beta2());
    keys.put("adam_epsilon", optimization.generator().epsilon());
    keys.put("weight_decay", optimization.generator().weightDecay());
    keys.put("lr_decay", optimization.learningRateDecay());
    keys.put("turns", ConfigFile.name(optimization.turns()));
    if (Double.isFinite(optimization.gradientLimit().norm())) {
      keys.put("gradient_norm_limit", optimization.gradientLimit().norm());
      keys.put("gradient_norm_of_each", optimization.gradientLimit().each());
    }
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
}
