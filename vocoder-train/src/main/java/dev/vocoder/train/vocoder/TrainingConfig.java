package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.internal.architecture.Discriminators;
import dev.vocoder.internal.optimize.ConfigRange;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import dev.vocoder.network.hifigan.HifiGan;
import dev.vocoder.network.melgan.MelGan;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training run is: networks, mels, losses, optimisers and data.
 *
 * <p>{@link #presets()} are the published recipes; {@link #read} takes one from the reference
 * implementations' own files, or from a file of ours.
 *
 * @param networks the generator and its mels
 * @param lossMelFormat the mels that the mel loss and validation compare
 * @param discriminators the discriminators by name, in the order that PyTorch numbers their
 *     parameters in the optimiser's state
 * @param losses what the networks are trained for
 * @param optimization how they learn
 * @param batchSize segments in a step
 * @param segmentSize samples in a segment: as many as the generator makes of a number of frames, a
 *     multiple of the hop for most
 * @param leastAmplitude each segment is scaled by a random number from this to 1; 1 leaves them
 * @param seed governs initial weights, the order of the data and where segments are cut
 * @param adversarialStart how many steps are made first on the losses between waves alone
 */
public record TrainingConfig(
    VocoderConfig networks,
    MelFormat lossMelFormat,
    Map<String, DiscriminatorConfig> discriminators,
    LossSettings losses,
    Optimization optimization,
    int batchSize,
    int segmentSize,
    double leastAmplitude,
    long seed,
    long adversarialStart) {

  private static final int MAX_BATCH = 1 << 12;
  private static final int USUAL_SEED = 1234;

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if they make no run
   */
  public TrainingConfig {
    discriminators = Collections.unmodifiableMap(new LinkedHashMap<>(discriminators));
    losses = losses.of(discriminators.keySet());
    ConfigRange.require(
        batchSize >= 1 && batchSize <= MAX_BATCH, "batch_size", batchSize, "1 to " + MAX_BATCH);
    ConfigRange.require(
        leastAmplitude > 0 && leastAmplitude <= 1,
        "least_amplitude",
        leastAmplitude,
        "more than 0 and at most 1");
    ConfigRange.require(
        adversarialStart >= 0, "adversarial_start_step", (double) adversarialStart, "0 or more");
    if (adversarialStart > 0 && losses.betweenWaves() == 0) {
      throw new ConfigException(
          "adversarial_start_step is %d, but until then there is no loss to train on; give lambda_mel, lambda_multi_scale_mel or lambda_stft a weight."
              .formatted(adversarialStart));
    }
    SegmentLength.check(segmentSize, networks, lossMelFormat, discriminators.values(), losses);
    if (discriminators.containsKey("generator")) {
      throw new ConfigException(
          "A discriminator is named generator, as the generator is in checkpoints; give it another"
              + " name.");
    }
    if (lossMelFormat.sampleRate() != networks.melFormat().sampleRate()) {
      throw new ConfigException("The mels and those of the loss have different sample rates.");
    }
  }

  /** Returns the frames of a segment's mel: those of which the generator makes the segment. */
  int segmentFrames() {
    return Math.toIntExact(networks.generator().framesOf(segmentSize));
  }

  /**
   * Returns the published recipe of a generator's architecture.
   *
   * @param networks the generator and its mels
   */
  public static TrainingConfig published(VocoderConfig networks) {
    Architecture architecture = Architectures.of(networks.generator());
    ConfigFile nothing = ConfigFile.of(Map.of(), architecture.title());
    return of(
        networks, recipe(architecture.recipe(networks.generator(), nothing), architecture.title()));
  }

  /**
   * Returns HiFi-GAN's recipe for a generator: the paper's discriminators, least squares, learning
   * rate 2e-4, 16 segments of about 8192 samples.
   *
   * @param generator its sizes
   * @param melFormat the mels it takes
   */
  public static TrainingConfig hifiGan(GeneratorConfig generator, MelFormat melFormat) {
    ConfigFile nothing = ConfigFile.of(Map.of(), "the paper");
    return of(
        new VocoderConfig(generator, melFormat),
        recipe(new HifiGan().recipe(generator, nothing), "HiFi-GAN's"));
  }

  /**
   * Returns the recipe of MelGAN's reference implementation for a generator: hinge loss and feature
   * matching, learning rate 1e-4, recordings at 0.3 to 1 of their amplitude.
   *
   * @param generator its sizes
   * @param melFormat the mels it takes
   * @param discriminator its opponent
   */
  public static TrainingConfig melGan(
      GeneratorConfig generator, MelFormat melFormat, MelGanDiscriminatorConfig discriminator) {
    return of(
        new VocoderConfig(generator, melFormat),
        recipe(MelGan.recipe(generator, discriminator), "MelGAN's"));
  }

  /**
   * Returns the recipe of the Keras example "MelGAN-based spectrogram inversion using feature
   * matching" for a generator: means of squares, learning rates 1e-5 and 1e-6, each gradient's norm
   * at most 1.
   *
   * @param generator its sizes
   * @param melFormat the mels it takes
   * @param discriminator its opponent
   */
  public static TrainingConfig kerasMelGan(
      GeneratorConfig generator, MelFormat melFormat, MelGanDiscriminatorConfig discriminator) {
    return of(
        new VocoderConfig(generator, melFormat),
        recipe(MelGan.kerasRecipe(generator, discriminator), "Keras's MelGAN's"));
  }

  private static ConfigFile recipe(Map<String, Object> keys, String whose) {
    return ConfigFile.of(keys, whose + " recipe");
  }

  /** Returns what a recipe says, which has every key. */
  private static TrainingConfig of(VocoderConfig networks, ConfigFile recipe) {
    MelFormat mels = networks.melFormat();
    Map<String, DiscriminatorConfig> discriminators = Discriminators.read(recipe, recipe);
    return new TrainingConfig(
        networks,
        mels.toBuilder().fMax(mels.sampleRate() / 2.0).build(),
        discriminators,
        LossKeys.read(recipe, LossKeys.ADVERSARIAL_ALONE, discriminators.keySet()),
        OptimizationKeys.read(recipe, OptimizationKeys.PYTORCH),
        recipe.integer("batch_size"),
        SegmentLength.of(networks.generator(), recipe.integer("segment_size")),
        recipe.number("least_amplitude"),
        USUAL_SEED,
        0);
  }

  /**
   * Returns the published recipes by name, in a fixed order: {@code bigvgan-24k-base}, {@code
   * hifigan-v1}, {@code hifigan-v2}, {@code hifigan-v3}, {@code istftnet-v1}, {@code melgan},
   * {@code keras-melgan}, {@code vocos-24k}, and those of further architectures.
   */
  public static Map<String, TrainingConfig> presets() {
    Map<String, TrainingConfig> presets = new LinkedHashMap<>();
    Architectures.all()
        .forEach(
            architecture ->
                architecture
                    .presets()
                    .forEach((name, keys) -> presets.put(name, read(ConfigFile.of(keys, name)))));
    return Collections.unmodifiableMap(presets);
  }

  /**
   * Returns a published recipe.
   *
   * @param name one of the keys of {@link #presets()}
   * @throws ConfigException if there is none of that name
   */
  public static TrainingConfig preset(String name) {
    TrainingConfig preset = presets().get(name);
    if (preset == null) {
      throw new ConfigException(
          "There is no preset %s; known are %s."
              .formatted(name, String.join(", ", presets().keySet())));
    }
    return preset;
  }

  /**
   * Reads a config: HiFi-GAN's, BigVGAN's or iSTFTNet's {@code config.json}, MelGAN's {@code
   * args.yml}, or one of ours. What it leaves out is the published recipe's for its generator.
   *
   * <p>Keys beyond HiFi-GAN's: {@code architecture} and {@code mel} (see {@link VocoderConfig}),
   * {@code discriminators} (a list of {@code msd}, {@code mpd}, {@code mrd} and {@code melgan}),
   * {@code multi_period_discriminator} ({@code periods}, {@code channels}, {@code kernel_size},
   * {@code stride}, {@code norm}), {@code multi_scale_discriminator} ({@code norms}, and for each
   * layer {@code channels}, {@code kernel_sizes}, {@code strides}, {@code groups}), {@code
   * melgan_discriminator} ({@code scales}, {@code pool_kernel_size}, {@code padding_mode}, {@code
   * leaky_relu_slope}, and the layers), {@code multi_resolution_discriminator} ({@code
   * resolutions}, lists of FFT size, hop and window, {@code channels}, {@code kernel_sizes} and
   * {@code strides} of the layers, and {@code centered}), {@code discriminator_channel_divisor}
   * (narrower ones), {@code adversarial_loss} ({@code least_squares}, {@code hinge}, {@code
   * clipped_hinge}, {@code cross_entropy}, {@code minimax}), {@code lambda_discriminator}, {@code
   * lambda_adversarial}, {@code lambda_feature_matching}, {@code lambda_mel}, {@code
   * lambda_multi_scale_mel}, {@code lambda_stft}, {@code stft_resolutions} (lists of FFT size, hop
   * and window), {@code discriminator_weights} and {@code first_matched_feature_maps} (objects of a
   * number for each discriminator, 1 and 0 where nothing is said), {@code
   * mean_of_discriminator_parts} (whether losses are means over a discriminator's parts, not sums),
   * {@code lr_schedule} ({@code epoch_decay} or {@code step_decay} by {@code lr_decay}, or {@code
   * cosine}: {@code lr_warm_up_steps} from 0 up, then down to {@code lr_floor}, a part of the
   * learning rate, at {@code lr_last_step}), {@code adversarial_start_step}, {@code turns} ({@code
   * anew}, {@code kept}, {@code together}), {@code gradient_norm_limit}, {@code
   * gradient_norm_of_each}, {@code adam_epsilon}, {@code weight_decay}, {@code
   * discriminator_learning_rate}, {@code discriminator_adam_b1} and so on where the discriminators'
   * optimiser differs, {@code least_amplitude}, {@code loss_mel} (an object of what else
   * distinguishes the loss's mels from the generator's), {@code named_discriminators} (objects of
   * {@code kind} and sizes by name, for discriminators whose name is not their kind's). {@link
   * #unknownKeys} tells those that change nothing.
   *
   * @param file the config's file
   * @throws ConfigException if it cannot be read, lacks a key, or its values make no run
   */
  public static TrainingConfig read(Path file) {
    return read(ConfigFile.read(file));
  }

  private static TrainingConfig read(ConfigFile config) {
    VocoderConfig networks = VocoderConfig.of(config);
    return config.named(() -> read(config, networks));
  }

  private static TrainingConfig read(ConfigFile config, VocoderConfig networks) {
    GeneratorConfig generator = networks.generator();
    Architecture architecture = Architectures.of(generator);
    ConfigFile recipe = recipe(architecture.recipe(generator, config), architecture.title());
    TrainingConfig usual = of(networks, recipe);
    Map<String, DiscriminatorConfig> discriminators = Discriminators.read(config, recipe);
    return new TrainingConfig(
        networks,
        LossKeys.readMels(config, networks.melFormat(), usual.lossMelFormat().fMax()),
        discriminators,
        LossKeys.read(config, usual.losses(), discriminators.keySet()),
        OptimizationKeys.read(config, usual.optimization()),
        config.integer("batch_size", usual.batchSize()),
        config.integer("segment_size", usual.segmentSize()),
        config.number("least_amplitude", usual.leastAmplitude()),
        config.wholeNumber("seed", usual.seed()),
        config.wholeNumber("adversarial_start_step", 0));
  }

  /**
   * Returns what in a config {@link #read} does not know: a misspelt key would otherwise be ignored
   * in silence. The references' keys for GPUs, workers, folders and logs, which are options here,
   * are not told.
   *
   * @param file the config's file
   * @return the middle of a sentence for each such key, with the key that may be meant
   * @throws ConfigException as {@link #read} does
   */
  public static List<String> unknownKeys(Path file) {
    ConfigFile config = ConfigFile.read(file);
    read(config);
    return UnknownKeys.of(config);
  }

  /**
   * Returns the JSON that {@link #read} takes for this config. A discriminator of a class that is
   * not the library's is written by its class and {@code toString()}, and refused when that is
   * read.
   */
  public String toJson() {
    Map<String, Object> keys = networks.toMap();
    LossKeys.writeMels(lossMelFormat, networks.melFormat(), keys);
    keys.put("batch_size", batchSize);
    keys.put("segment_size", segmentSize);
    keys.put("least_amplitude", leastAmplitude);
    keys.put("seed", seed);
    OptimizationKeys.write(optimization, keys);
    Discriminators.write(discriminators, keys);
    LossKeys.write(losses, keys);
    keys.put("adversarial_start_step", adversarialStart);
    return ConfigFile.text(keys);
  }

  /**
   * Returns the same with other batches.
   *
   * @param otherBatchSize segments in a step
   * @param otherSegmentSize samples in a segment, a multiple of the hop for most generators
   */
  public TrainingConfig withBatches(int otherBatchSize, int otherSegmentSize) {
    return toBuilder().batches(otherBatchSize, otherSegmentSize).build();
  }

  /** Returns a builder that starts from this config. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes a config; see {@link TrainingConfig} for what each value means. */
  public static final class Builder {
    private final VocoderConfig networks;
    private MelFormat lossMelFormat;
    private Map<String, DiscriminatorConfig> discriminators;
    private LossSettings losses;
    private Optimization optimization;
    private int batchSize;
    private int segmentSize;
    private double leastAmplitude;
    private long seed;
    private long adversarialStart;

    private Builder(TrainingConfig config) {
      networks = config.networks;
      lossMelFormat = config.lossMelFormat;
      discriminators = config.discriminators;
      losses = config.losses;
      optimization = config.optimization;
      batchSize = config.batchSize;
      segmentSize = config.segmentSize;
      leastAmplitude = config.leastAmplitude;
      seed = config.seed;
      adversarialStart = config.adversarialStart;
    }

    /** Sets the mels that the mel loss and validation compare. */
    public Builder lossMelFormat(MelFormat value) {
      lossMelFormat = value;
      return this;
    }

    /** Sets the discriminators by name. */
    public Builder discriminators(Map<String, DiscriminatorConfig> value) {
      discriminators = value;
      return this;
    }

    /**
     * Makes the discriminators narrower.
     *
     * @param divisor how many times fewer channels they have, 1 or more
     */
    public Builder narrowDiscriminators(int divisor) {
      Map<String, DiscriminatorConfig> narrow = new LinkedHashMap<>();
      discriminators.forEach((name, sizes) -> narrow.put(name, sizes.narrowed(divisor)));
      discriminators = narrow;
      return this;
    }

    /** Sets what the networks are trained for. */
    public Builder losses(LossSettings value) {
      losses = value;
      return this;
    }

    /** Sets how the networks learn. */
    public Builder optimization(Optimization value) {
      optimization = value;
      return this;
    }

    /**
     * Sets the size of the batches.
     *
     * @param segments in a step
     * @param samples in a segment, a multiple of the hop for most generators
     */
    public Builder batches(int segments, int samples) {
      batchSize = segments;
      segmentSize = samples;
      return this;
    }

    /** Sets the least amplitude of a segment. */
    public Builder leastAmplitude(double value) {
      leastAmplitude = value;
      return this;
    }

    /** Sets the seed of all random choices. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Sets how many steps are made first without discriminators. */
    public Builder adversarialStart(long value) {
      adversarialStart = value;
      return this;
    }

    /**
     * Returns the config.
     *
     * @throws ConfigException if the values make no run
     */
    public TrainingConfig build() {
      return new TrainingConfig(
          networks,
          lossMelFormat,
          discriminators,
          losses,
          optimization,
          batchSize,
          segmentSize,
          leastAmplitude,
          seed,
          adversarialStart);
    }
  }
}
