package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.train.loss.MultiResolutionStftLoss.Resolution;
import dev.vocoder.train.optimize.ConfigRange;
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
 * @param segmentSize samples in a segment, a multiple of the hop
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
  private static final int MAX_SEGMENT = 1 << 22;
  private static final int USUAL_BATCH = 16;
  private static final int USUAL_SEGMENT = 8192;
  private static final int USUAL_SEED = 1234;

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if they make no run
   */
  public TrainingConfig {
    discriminators = Collections.unmodifiableMap(new LinkedHashMap<>(discriminators));
    int hop = networks.melFormat().hopSize();
    if (networks.generator().extraSamples() > 0) {
      throw new ConfigException(
          "The generator makes %d samples more than frames x hop, which cannot be compared with a recording; set output_padding to true to train one that does not."
              .formatted(networks.generator().extraSamples()));
    }
    ConfigRange.require(
        batchSize >= 1 && batchSize <= MAX_BATCH, "batch_size", batchSize, "1 to " + MAX_BATCH);
    ConfigRange.require(
        segmentSize % hop == 0 && segmentSize >= hop && segmentSize <= MAX_SEGMENT,
        "segment_size",
        segmentSize,
        "a multiple of the hop, %d, up to %d".formatted(hop, MAX_SEGMENT));
    int shortest =
        Math.max(lossMelFormat.fftSize() / 2 + 1, networks.generator().leastFrames() * hop);
    ConfigRange.require(
        segmentSize >= shortest, "segment_size", segmentSize, "at least " + shortest);
    ConfigRange.require(
        leastAmplitude > 0 && leastAmplitude <= 1,
        "least_amplitude",
        leastAmplitude,
        "more than 0 and at most 1");
    ConfigRange.require(
        adversarialStart >= 0, "adversarial_start_step", (double) adversarialStart, "0 or more");
    if (adversarialStart > 0 && losses.mel() + losses.stft() == 0) {
      throw new ConfigException(
          "adversarial_start_step is %d, but until then there is no loss to train on; give lambda_mel or lambda_stft a weight."
              .formatted(adversarialStart));
    }
    if (losses.stft() > 0) {
      int longest =
          losses.stftResolutions().stream().mapToInt(Resolution::fftSize).max().orElseThrow();
      ConfigRange.require(
          segmentSize > longest / 2, "segment_size", segmentSize, "more than " + longest / 2);
    }
    if (discriminators.containsKey("generator")) {
      throw new ConfigException(
          "A discriminator is named generator, as the generator is in checkpoints; give it another"
              + " name.");
    }
    if (lossMelFormat.sampleRate() != networks.melFormat().sampleRate()) {
      throw new ConfigException("The mels and those of the loss have different sample rates.");
    }
  }

  /**
   * Returns HiFi-GAN's recipe for a generator: the paper's discriminators, least squares, learning
   * rate 2e-4, 16 segments of about 8192 samples.
   *
   * @param generator its sizes
   * @param melFormat the mels it takes
   */
  public static TrainingConfig hifiGan(GeneratorConfig generator, MelFormat melFormat) {
    return recipe(
        new VocoderConfig(generator, melFormat),
        DiscriminatorKeys.HIFIGAN,
        LossSettings.HIFIGAN,
        Optimization.HIFIGAN,
        1);
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
    return recipe(
        new VocoderConfig(generator, melFormat),
        Map.of(DiscriminatorKeys.MELGAN, discriminator),
        LossSettings.melGan(discriminator),
        Optimization.MELGAN,
        0.3);
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
    return recipe(
        new VocoderConfig(generator, melFormat),
        Map.of(DiscriminatorKeys.MELGAN, discriminator),
        LossSettings.kerasMelGan(discriminator),
        Optimization.KERAS_MELGAN,
        1);
  }

  private static TrainingConfig recipe(
      VocoderConfig networks,
      Map<String, DiscriminatorConfig> discriminators,
      LossSettings losses,
      Optimization optimization,
      double leastAmplitude) {
    MelFormat mels = networks.melFormat();
    int hop = mels.hopSize();
    return new TrainingConfig(
        networks,
        mels.toBuilder().fMax(mels.sampleRate() / 2.0).build(),
        discriminators,
        losses,
        optimization,
        USUAL_BATCH,
        (USUAL_SEGMENT + hop - 1) / hop * hop,
        leastAmplitude,
        USUAL_SEED,
        0);
  }

  /**
   * Returns the published recipes by name, in a fixed order: {@code hifigan-v1}, {@code
   * hifigan-v2}, {@code hifigan-v3}, {@code melgan} and {@code keras-melgan}.
   */
  public static Map<String, TrainingConfig> presets() {
    Map<String, TrainingConfig> presets = new LinkedHashMap<>();
    presets.put("hifigan-v1", hifiGan(HifiGanConfig.V1, MelFormat.HIFIGAN));
    presets.put("hifigan-v2", hifiGan(HifiGanConfig.V2, MelFormat.HIFIGAN));
    presets.put("hifigan-v3", hifiGan(HifiGanConfig.V3, MelFormat.HIFIGAN));
    presets.put(
        "melgan", melGan(MelGanConfig.PAPER, MelFormat.MELGAN, MelGanDiscriminatorConfig.PAPER));
    presets.put(
        "keras-melgan",
        kerasMelGan(MelGanConfig.KERAS, MelFormat.KERAS_MELGAN, MelGanDiscriminatorConfig.KERAS));
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
   * Reads a config: HiFi-GAN's {@code config.json}, MelGAN's {@code args.yml}, or one of ours. What
   * it leaves out is the published recipe's for its generator.
   *
   * <p>Keys beyond HiFi-GAN's: {@code architecture} and {@code mel} (see {@link VocoderConfig}),
   * {@code discriminators} (a list of {@code msd}, {@code mpd} and {@code melgan}), {@code
   * multi_period_discriminator} ({@code periods}, {@code channels}, {@code kernel_size}, {@code
   * stride}, {@code norm}), {@code multi_scale_discriminator} ({@code norms}, and for each layer
   * {@code channels}, {@code kernel_sizes}, {@code strides}, {@code groups}), {@code
   * melgan_discriminator} ({@code scales}, {@code pool_kernel_size}, {@code padding_mode}, {@code
   * leaky_relu_slope}, and the layers), {@code discriminator_channel_divisor} (narrower ones),
   * {@code adversarial_loss} ({@code least_squares}, {@code hinge}, {@code cross_entropy}, {@code
   * minimax}), {@code lambda_discriminator}, {@code lambda_adversarial}, {@code
   * lambda_feature_matching}, {@code lambda_mel}, {@code lambda_stft}, {@code stft_resolutions}
   * (lists of FFT size, hop and window), {@code adversarial_start_step}, {@code turns} ({@code
   * anew}, {@code kept}, {@code together}), {@code gradient_norm_limit}, {@code
   * gradient_norm_of_each}, {@code adam_epsilon}, {@code weight_decay}, {@code
   * discriminator_learning_rate}, {@code discriminator_adam_b1} and so on where the discriminators'
   * optimiser differs, {@code least_amplitude}, {@code loss_mel} (an object of what else
   * distinguishes the loss's mels from the generator's), {@code named_discriminators} (objects of
   * {@code kind} and sizes by name, for discriminators whose name is not {@code msd}, {@code mpd}
   * or {@code melgan}). {@link #unknownKeys} tells those that change nothing.
   *
   * @param file the config's file
   * @throws ConfigException if it cannot be read, lacks a key, or its values make no run
   */
  public static TrainingConfig read(Path file) {
    ConfigFile config = ConfigFile.read(file);
    VocoderConfig networks = VocoderConfig.of(config);
    return config.named(() -> read(config, networks));
  }

  private static TrainingConfig read(ConfigFile config, VocoderConfig networks) {
    TrainingConfig recipe = recipe(config, networks);
    return new TrainingConfig(
        networks,
        LossKeys.readMels(config, networks.melFormat(), recipe.lossMelFormat().fMax()),
        DiscriminatorKeys.read(config, recipe.discriminators()),
        LossKeys.read(config, recipe.losses()),
        OptimizationKeys.read(config, recipe.optimization()),
        config.integer("batch_size", recipe.batchSize()),
        config.integer("segment_size", recipe.segmentSize()),
        config.number("least_amplitude", recipe.leastAmplitude()),
        config.wholeNumber("seed", recipe.seed()),
        config.wholeNumber("adversarial_start_step", 0));
  }

  /** Returns the published recipe, of MelGAN's with what its reference says in its own keys. */
  private static TrainingConfig recipe(ConfigFile config, VocoderConfig networks) {
    if (!(networks.generator() instanceof MelGanConfig)) {
      return hifiGan(networks.generator(), networks.melFormat());
    }
    if (!config.has("ndf")) {
      return melGan(networks.generator(), networks.melFormat(), MelGanDiscriminatorConfig.PAPER);
    }
    MelGanDiscriminatorConfig discriminator =
        MelGanDiscriminatorConfig.reference(
            config.integer("num_D", 3),
            config.integer("ndf"),
            config.integer("n_layers_D", 4),
            config.integer("downsamp_factor", 4));
    TrainingConfig recipe = melGan(networks.generator(), networks.melFormat(), discriminator);
    return recipe.withBatches(recipe.batchSize(), config.integer("seq_len", recipe.segmentSize()));
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
    VocoderConfig networks = VocoderConfig.of(config);
    config.named(() -> read(config, networks));
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
    DiscriminatorKeys.write(discriminators, keys);
    LossKeys.write(losses, keys);
    keys.put("adversarial_start_step", adversarialStart);
    return ConfigFile.text(keys);
  }

  /**
   * Returns the same with other batches.
   *
   * @param otherBatchSize segments in a step
   * @param otherSegmentSize samples in a segment, a multiple of the hop
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
     * @param samples in a segment, a multiple of the hop
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

    /** Sets what governs chance. */
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
