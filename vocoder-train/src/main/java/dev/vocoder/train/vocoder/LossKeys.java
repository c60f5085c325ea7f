package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelDifferences;
import dev.vocoder.internal.loss.MultiResolutionStftLoss.Resolution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Losses, and the mels that they compare, in a config: every key is optional and has the recipe's
 * value by default.
 */
final class LossKeys {
  private static final String OBJECTIVE = "adversarial_loss";
  private static final String RESOLUTIONS = "stft_resolutions";
  private static final String LOSS_MEL = "loss_mel";
  private static final String MEAN_OF_PARTS = "mean_of_discriminator_parts";
  private static final String WEIGHTS = "discriminator_weights";
  private static final String FIRST_MAPS = "first_matched_feature_maps";

  /** What recipes leave out: they name the weights, but not the spectral distance's resolutions. */
  static final LossSettings ADVERSARIAL_ALONE =
      new LossSettings(LossSettings.AdversarialObjective.LEAST_SQUARES, 1, 1, 0, 0, 0);

  private LossKeys() {}

  /**
   * Returns the generator's mels with the upper edge that the reference's key gives, and with what
   * our key changes.
   */
  static MelFormat readMels(ConfigFile config, MelFormat mels, double usualTop) {
    double top = config.number("fmax_for_loss", config.number("fmax_loss", usualTop));
    MelFormat usual = mels.toBuilder().fMax(top).build();
    return config.has(LOSS_MEL) ? MelDifferences.read(config.object(LOSS_MEL), usual) : usual;
  }

  /**
   * Reads losses.
   *
   * @param config the config
   * @param recipe what it leaves out
   * @param discriminators the names of all
   */
  static LossSettings read(ConfigFile config, LossSettings recipe, Set<String> discriminators) {
    return new LossSettings(
        config.choice(OBJECTIVE, LossSettings.AdversarialObjective.class, recipe.objective()),
        config.number("lambda_discriminator", recipe.discriminator()),
        config.number("lambda_adversarial", recipe.adversarial()),
        config.number("lambda_feature_matching", recipe.featureMatching()),
        config.number("lambda_mel", recipe.mel()),
        config.number("lambda_stft", recipe.stft()),
        config.has(RESOLUTIONS) ? resolutions(config) : recipe.stftResolutions(),
        config.number("lambda_multi_scale_mel", recipe.multiScaleMel()),
        judging(config, recipe.judging(), discriminators));
  }

  /**
   * Asks for the discriminators there are: another name is an unknown key, which users are told.
   */
  private static Judging judging(ConfigFile config, Judging recipe, Set<String> discriminators) {
    Map<String, Double> weights = new LinkedHashMap<>(recipe.weights());
    Map<String, Integer> firstMaps = new LinkedHashMap<>(recipe.firstMaps());
    for (String name : discriminators) {
      if (config.has(WEIGHTS)) {
        weights.put(name, config.object(WEIGHTS).number(name, weights.getOrDefault(name, 1.0)));
      }
      if (config.has(FIRST_MAPS)) {
        firstMaps.put(name, config.object(FIRST_MAPS).integer(name, recipe.firstMap(name)));
      }
    }
    return new Judging(config.flag(MEAN_OF_PARTS, recipe.meanOfParts()), weights, firstMaps);
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

  static void write(LossSettings losses, Map<String, Object> keys) {
    keys.put(OBJECTIVE, ConfigFile.name(losses.objective()));
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
    keys.put("lambda_multi_scale_mel", losses.multiScaleMel());
    keys.put(MEAN_OF_PARTS, losses.judging().meanOfParts());
    write(WEIGHTS, losses.judging().weights(), keys);
    write(FIRST_MAPS, losses.judging().firstMaps(), keys);
  }

  private static void write(String key, Map<String, ?> byDiscriminator, Map<String, Object> keys) {
    if (!byDiscriminator.isEmpty()) {
      keys.put(key, byDiscriminator);
    }
  }

  static void writeMels(MelFormat format, MelFormat mels, Map<String, Object> keys) {
    keys.put("fmax_for_loss", format.fMax());
    Map<String, Object> rest =
        MelDifferences.write(format, mels.toBuilder().fMax(format.fMax()).build());
    if (!rest.isEmpty()) {
      keys.put(LOSS_MEL, rest);
    }
  }
}
