package dev.vocoder.train;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.ConfigFile;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.train.loss.MultiResolutionStftLoss;
import dev.vocoder.train.loss.MultiResolutionStftLoss.Resolution;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a training run is: networks, mels, losses, optimiser and data.
 *
 * <p>Read from the reference's {@code config.json}, it is the published recipe. Keys beyond the
 * reference's, all optional: {@code multi_period_discriminator} ({@code periods}, {@code channels},
 * {@code kernel_size}, {@code stride}, {@code norm}), {@code multi_scale_discriminator} ({@code
 * norms}, and for each layer {@code channels}, {@code kernel_sizes}, {@code strides}, {@code
 * groups}), {@code discriminator_channel_divisor} (narrower ones), {@code adversarial_loss} ({@code
 * least_squares}, {@code hinge}, {@code cross_entropy}, {@code minimax}), {@code
 * lambda_adversarial}, {@code lambda_feature_matching}, {@code lambda_mel}, {@code lambda_stft},
 * {@code adversarial_start_step}, {@code gradient_norm_limit}, {@code adam_epsilon}, {@code
 * weight_decay}.
 *
 * @param networks the generator and its mels
 * @param lossMelFormat the mels that the mel loss and validation compare
 * @param discriminators the discriminators by name, in the order that PyTorch numbers their
 *     parameters in the optimiser's state
 * @param losses what the generator is trained for
 * @param optimizer the optimisers' settings, the same for both
 * @param learningRateDecay what the learning rate is multiplied by after each epoch
 * @param batchSize segments in a step
 * @param segmentSize samples in a segment, a multiple of the hop
 * @param seed governs initial weights, the order of the data and where segments are cut
 * @param adversarialStart how many steps are made first on the losses between waves alone
 * @param gradientNormLimit to what the norm of an optimiser's gradients is reduced, infinite for no
 *     limit
 */
public record TrainingConfig(
    VocoderConfig networks,
    MelFormat lossMelFormat,
    Map<String, DiscriminatorConfig> discriminators,
    LossSettings losses,
    AdamW.Settings optimizer,
    double learningRateDecay,
    int batchSize,
    int segmentSize,
    long seed,
    long adversarialStart,
    double gradientNormLimit) {

  private static final int MAX_BATCH = 1 << 12;
  private static final int MAX_SEGMENT = 1 << 22;

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if they make no run
   */
  public TrainingConfig {
    discriminators = Collections.unmodifiableMap(new LinkedHashMap<>(discriminators));
    int hop = networks.melFormat().hopSize();
    require(batchSize >= 1 && batchSize <= MAX_BATCH, "batch_size", batchSize, "1 to " + MAX_BATCH);
    require(
        segmentSize % hop == 0 && segmentSize >= hop && segmentSize <= MAX_SEGMENT,
        "segment_size",
        segmentSize,
        "a multiple of the hop, %d, up to %d".formatted(hop, MAX_SEGMENT));
    int shortest = lossMelFormat.fftSize() / 2 + 1;
    require(segmentSize >= shortest, "segment_size", segmentSize, "at least " + shortest);
    require(
        optimizer.learningRate() > 0 && optimizer.learningRate() < 1,
        "learning_rate",
        optimizer.learningRate(),
        "more than 0 and less than 1");
    for (double beta : new double[] {optimizer.beta1(), optimizer.beta2()}) {
      require(beta >= 0 && beta < 1, "adam_b1 or adam_b2", beta, "0 or more and less than 1");
    }
    require(
        learningRateDecay > 0 && learningRateDecay <= 1,
        "lr_decay",
        learningRateDecay,
        "more than 0 and at most 1");
    require(
        adversarialStart >= 0, "adversarial_start_step", (double) adversarialStart, "0 or more");
    if (adversarialStart > 0 && losses.mel() + losses.stft() == 0) {
      throw new ConfigException(
          "adversarial_start_step is %d, but until then there is no loss to train on; give lambda_mel or lambda_stft a weight."
              .formatted(adversarialStart));
    }
    if (losses.stft() > 0) {
      int longest =
          MultiResolutionStftLoss.PAPER.stream().mapToInt(Resolution::fftSize).max().orElseThrow();
      require(segmentSize > longest / 2, "segment_size", segmentSize, "more than " + longest / 2);
    }
    require(gradientNormLimit > 0, "gradient_norm_limit", gradientNormLimit, "more than 0");
    if (lossMelFormat.sampleRate() != networks.melFormat().sampleRate()) {
      throw new ConfigException("The mels and those of the loss have different sample rates.");
    }
  }

  private static void require(boolean holds, String key, double found, String wanted) {
    if (!holds) {
      String number = found == Math.rint(found) ? Long.toString((long) found) : "" + found;
      throw new ConfigException("%s is %s; give %s.".formatted(key, number, wanted));
    }
  }

  /**
   * Returns the published recipe for a generator: full discriminators, least squares, learning rate
   * 2e-4 falling by 0.999 each epoch, 16 segments of about 8192 samples.
   *
   * @param generator its sizes
   * @param melFormat the mels it takes
   */
  public static TrainingConfig hifiGan(GeneratorConfig generator, MelFormat melFormat) {
    int hop = melFormat.hopSize();
    return new TrainingConfig(
        new VocoderConfig(generator, melFormat),
        melFormat.toBuilder().fMax(melFormat.sampleRate() / 2.0).build(),
        DiscriminatorsJson.PAPER,
        LossSettings.HIFIGAN,
        new AdamW.Settings(2e-4, 0.8, 0.99, AdamW.Settings.EPSILON, AdamW.Settings.WEIGHT_DECAY),
        0.999,
        16,
        (8192 + hop - 1) / hop * hop,
        1234,
        0,
        Double.POSITIVE_INFINITY);
  }

  /**
   * Reads a config.
   *
   * @param file the reference's {@code config.json}, possibly with keys of ours
   * @throws ConfigException if it cannot be read, lacks a key, or its values make no run
   */
  public static TrainingConfig read(Path file) {
    ConfigFile json = ConfigFile.read(file);
    VocoderConfig networks = VocoderConfig.of(json);
    return json.named(() -> of(json, networks));
  }

  private static TrainingConfig of(ConfigFile json, VocoderConfig networks) {
    MelFormat mels = networks.melFormat();
    double topOfLoss =
        json.number("fmax_for_loss", json.number("fmax_loss", mels.sampleRate() / 2.0));
    return new TrainingConfig(
        networks,
        mels.toBuilder().fMax(topOfLoss).build(),
        DiscriminatorsJson.read(json),
        new LossSettings(
            game(json.text("adversarial_loss", LossSettings.HIFIGAN.game().key())),
            json.number("lambda_adversarial", LossSettings.HIFIGAN.adversarial()),
            json.number("lambda_feature_matching", LossSettings.HIFIGAN.featureMatching()),
            json.number("lambda_mel", LossSettings.HIFIGAN.mel()),
            json.number("lambda_stft", LossSettings.HIFIGAN.stft())),
        new AdamW.Settings(
            json.number("learning_rate"),
            json.number("adam_b1"),
            json.number("adam_b2"),
            json.number("adam_epsilon", AdamW.Settings.EPSILON),
            json.number("weight_decay", AdamW.Settings.WEIGHT_DECAY)),
        json.number("lr_decay"),
        json.integer("batch_size"),
        json.integer("segment_size"),
        json.integer("seed"),
        json.integer("adversarial_start_step", 0),
        json.number("gradient_norm_limit", Double.POSITIVE_INFINITY));
  }

  private static LossSettings.Game game(String key) {
    for (LossSettings.Game game : LossSettings.Game.values()) {
      if (game.key().equals(key.toLowerCase(Locale.ROOT))) {
        return game;
      }
    }
    throw new ConfigException(
        "adversarial_loss is %s; known are least_squares, hinge, cross_entropy and minimax."
            .formatted(key));
  }

  /**
   * Returns the same with other batches.
   *
   * @param otherBatchSize segments in a step
   * @param otherSegmentSize samples in a segment, a multiple of the hop
   */
  public TrainingConfig withBatches(int otherBatchSize, int otherSegmentSize) {
    return new TrainingConfig(
        networks,
        lossMelFormat,
        discriminators,
        losses,
        optimizer,
        learningRateDecay,
        otherBatchSize,
        otherSegmentSize,
        seed,
        adversarialStart,
        gradientNormLimit);
  }

  /**
   * Returns the JSON that {@link #read} takes for this config, as the reference and we spell it.
   */
  public String toJson() {
    Map<String, Object> json = networks.toMap();
    json.put("fmax_for_loss", lossMelFormat.fMax());
    json.put("batch_size", batchSize);
    json.put("segment_size", segmentSize);
    json.put("learning_rate", optimizer.learningRate());
    json.put("adam_b1", optimizer.beta1());
    json.put("adam_b2", optimizer.beta2());
    json.put("adam_epsilon", optimizer.epsilon());
    json.put("weight_decay", optimizer.weightDecay());
    json.put("lr_decay", learningRateDecay);
    json.put("seed", seed);
    json.putAll(DiscriminatorsJson.write(discriminators));
    json.put("adversarial_loss", losses.game().key());
    json.put("lambda_adversarial", losses.adversarial());
    json.put("lambda_feature_matching", losses.featureMatching());
    json.put("lambda_mel", losses.mel());
    json.put("lambda_stft", losses.stft());
    json.put("adversarial_start_step", adversarialStart);
    if (Double.isFinite(gradientNormLimit)) {
      json.put("gradient_norm_limit", gradientNormLimit);
    }
    return ConfigFile.text(json);
  }
}
