package dev.vocoder.network.melgan;

import static java.util.Map.entry;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.GeneratorConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The published recipes of MelGAN's training, as keys of a config. */
final class MelGanRecipes {
  private static final int BATCH = 16;
  private static final int SEGMENT = 8192;
  private static final double FEATURES = 10; // lambda in the paper's eq. 4

  private static final String FEATURE_MATCHING = "lambda_feature_matching";
  private static final String SEGMENT_SIZE = "segment_size";

  private MelGanRecipes() {}

  /**
   * Returns that of the reference implementation: hinge, feature matching weighed by 10 x 4 /
   * (layers that move on + 1) / scales, Adam of learning rate 1e-4, betas 0.5 and 0.9 (appendix A),
   * recordings at 0.3 to 1 of their amplitude.
   */
  static Map<String, Object> reference(
      GeneratorConfig generator, MelGanDiscriminatorConfig discriminator) {
    // Neither the first layer of a part nor its last but one moves on.
    int movingOn = discriminator.layers().size() - 2;
    return Map.ofEntries(
        entry("discriminators", List.of(MelGanDiscriminatorKind.NAME)),
        entry(MelGanDiscriminatorKind.SIZES, sizes(discriminator)),
        entry("adversarial_loss", "hinge"),
        entry("lambda_discriminator", 1.0),
        entry("lambda_adversarial", 1.0),
        entry(FEATURE_MATCHING, FEATURES * 4 / (movingOn + 1) / discriminator.scales()),
        entry("lambda_mel", 0.0),
        entry("lambda_stft", 0.0),
        entry("learning_rate", 1e-4),
        entry("adam_b1", 0.5),
        entry("adam_b2", 0.9),
        entry("adam_epsilon", 1e-8),
        entry("weight_decay", 0.0),
        entry("lr_decay", 1.0),
        entry("turns", "kept"),
        entry("batch_size", BATCH),
        entry(SEGMENT_SIZE, segment(generator)),
        entry("least_amplitude", 0.3));
  }

  /**
   * Returns the same as a config of the reference implementation changes it.
   *
   * @param generator its sizes
   * @param config may have keys of the reference
   */
  static Map<String, Object> reference(GeneratorConfig generator, ConfigFile config) {
    boolean isReferences = config.has("ndf");
    MelGanDiscriminatorConfig discriminator =
        isReferences
            ? MelGanDiscriminatorConfig.reference(
                config.integer("num_D", 3),
                config.integer("ndf"),
                config.integer("n_layers_D", 4),
                config.integer("downsamp_factor", 4))
            : MelGanDiscriminatorConfig.PAPER;
    Map<String, Object> recipe = new LinkedHashMap<>(reference(generator, discriminator));
    double weight = config.number("lambda_feat", FEATURES) / FEATURES;
    recipe.computeIfPresent(FEATURE_MATCHING, (key, usual) -> (double) usual * weight);
    if (isReferences) {
      recipe.put(SEGMENT_SIZE, config.integer("seq_len", segment(generator)));
    }
    return recipe;
  }

  /**
   * Returns that of the Keras example "MelGAN-based spectrogram inversion using feature matching":
   * least squares, every loss a mean over scales and layers, feature matching ten times; Adam of
   * learning rates 1e-5 and 1e-6, each gradient's norm at most 1.
   */
  static Map<String, Object> keras(
      GeneratorConfig generator, MelGanDiscriminatorConfig discriminator) {
    double each = 1.0 / discriminator.scales();
    return Map.ofEntries(
        entry("discriminators", List.of(MelGanDiscriminatorKind.NAME)),
        entry(MelGanDiscriminatorKind.SIZES, sizes(discriminator)),
        entry("adversarial_loss", "least_squares"),
        entry("lambda_discriminator", each),
        entry("lambda_adversarial", each),
        entry(FEATURE_MATCHING, FEATURES * each / discriminator.layers().size()),
        entry("lambda_mel", 0.0),
        entry("lambda_stft", 0.0),
        entry("learning_rate", 1e-5),
        entry("discriminator_learning_rate", 1e-6),
        entry("adam_b1", 0.5),
        entry("adam_b2", 0.9),
        entry("adam_epsilon", 1e-7),
        entry("weight_decay", 0.0),
        entry("lr_decay", 1.0),
        entry("gradient_norm_limit", 1.0),
        entry("gradient_norm_of_each", true),
        entry("turns", "together"),
        entry("batch_size", BATCH),
        entry(SEGMENT_SIZE, segment(generator)),
        entry("least_amplitude", 1.0));
  }

  private static Map<String, Object> sizes(MelGanDiscriminatorConfig discriminator) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    new MelGanDiscriminatorKind().write(discriminator, sizes);
    return sizes;
  }

  /** Returns the usual length, rounded up to whole frames. */
  private static int segment(GeneratorConfig generator) {
    int hop = generator.hopSize();
    return (SEGMENT + hop - 1) / hop * hop;
  }
}
