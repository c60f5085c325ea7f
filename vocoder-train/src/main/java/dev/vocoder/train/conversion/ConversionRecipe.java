package dev.vocoder.train.conversion;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.internal.optimize.ConfigRange;
import dev.vocoder.network.conversion.ConversionDiscriminator;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.CycleGanDiscriminator;
import dev.vocoder.network.conversion.CycleGanGenerator;
import dev.vocoder.network.conversion.DomainClassifier;
import dev.vocoder.network.conversion.PatchDiscriminator;
import dev.vocoder.network.conversion.StarGanDiscriminator;
import dev.vocoder.train.adversarial.Fakes;
import dev.vocoder.train.adversarial.GanLoss;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How converters are trained: networks, losses, optimisers and segments, all but the voices. {@link
 * ConversionRecipes} has the published ones.
 *
 * @param generator the sizes of each generator; how many domains it tells apart is decided by the
 *     voices
 * @param melFormat the mels it takes and makes
 * @param opponents the sizes of the networks it learns against
 * @param objective what is learnt
 * @param learning how
 * @param segments what is learnt from
 * @param seed governs initial weights, segments and masks
 */
public record ConversionRecipe(
    ConversionGenerator.Config generator,
    MelFormat melFormat,
    Opponents opponents,
    Objective objective,
    Learning learning,
    SegmentSizes segments,
    long seed) {
  private static final long PAPERS_IDENTITY_STEPS = 10_000;
  private static final double IDENTITY_SHARE = 0.35;

  /**
   * The networks beside the generators.
   *
   * @param channels the discriminators' width: of the second layer for 2-1-2D generators, of the
   *     first for others
   * @param second whether further discriminators judge what was converted there and back, from
   *     CycleGAN-VC2 on; of converters of two voices only
   * @param sigmoid whether patches' scores end in a sigmoid, as in public code; gradients vanish
   *     behind it
   * @param classifierWidth the channels of the first layer of StarGAN-VC's classifier
   */
  public record Opponents(int channels, boolean second, boolean sigmoid, int classifierWidth) {}

  /**
   * What is learnt; see {@link dev.vocoder.train.adversarial.CycleScheme} and {@link
   * dev.vocoder.train.adversarial.StarScheme} for the terms. A weight of 0 leaves a term out.
   *
   * @param loss the adversarial loss
   * @param adversarial weight of the adversarial term
   * @param secondAdversarial that of the second, on what was converted there and back
   * @param classification that of StarGAN's classification loss
   * @param cycle that of the cycle loss
   * @param identity that of the identity loss
   * @param identitySteps after how many steps the identity term is left out; empty for 10 000, or
   *     35 % of the run if that is less
   */
  public record Objective(
      GanLoss loss,
      double adversarial,
      double secondAdversarial,
      double classification,
      double cycle,
      double identity,
      OptionalLong identitySteps) {
    /**
     * Checks the weights.
     *
     * @throws ConfigException if one is negative, or the steps are, or none has a weight
     */
    public Objective {
      require("lambda_adversarial", adversarial);
      require("lambda_second_adversarial", secondAdversarial);
      require("lambda_classification", classification);
      require("lambda_cycle", cycle);
      require("lambda_identity", identity);
      double least = identitySteps.orElse(0);
      ConfigRange.require(least >= 0, "identity_steps", least, "0 or more");
      if (adversarial + cycle == 0) {
        throw new ConfigException(
            "lambda_adversarial and lambda_cycle are 0, which leaves nothing to learn.");
      }
    }

    private static void require(String key, double weight) {
      ConfigRange.require(weight >= 0 && weight < 1e6, key, weight, "0 or more");
    }
  }

  /**
   * How networks learn: Adam, at rates that stay and then fall to zero on a straight line.
   *
   * @param generatorRate the generators' learning rate
   * @param discriminatorRate the discriminators'
   * @param classifierRate StarGAN's classifier's
   * @param beta1 the decay of the gradients' mean
   * @param beta2 the decay of the squared gradients' mean
   * @param constantSteps for how many steps rates stay; empty for half of the run
   * @param decaySteps for how many steps they then fall; empty for the rest of the run
   * @param fakes which conversions the discriminators learn from
   * @param poolSize how many earlier conversions are kept for each discriminator
   */
  public record Learning(
      double generatorRate,
      double discriminatorRate,
      double classifierRate,
      double beta1,
      double beta2,
      OptionalLong constantSteps,
      OptionalLong decaySteps,
      Fakes fakes,
      int poolSize) {
    private static final int LARGEST_POOL = 1 << 12;

    /**
     * Checks the numbers.
     *
     * @throws ConfigException if they are out of range
     */
    public Learning {
      requireRate("learning_rate", generatorRate);
      requireRate("discriminator_learning_rate", discriminatorRate);
      requireRate("classifier_learning_rate", classifierRate);
      for (double beta : new double[] {beta1, beta2}) {
        ConfigRange.require(
            beta >= 0 && beta < 1, "adam_b1 or adam_b2", beta, "0 or more and less than 1");
      }
      constantSteps.ifPresent(
          steps -> ConfigRange.require(steps >= 0, "constant_steps", (double) steps, "0 or more"));
      decaySteps.ifPresent(
          steps -> ConfigRange.require(steps >= 1, "decay_steps", (double) steps, "1 or more"));
      ConfigRange.require(
          poolSize >= 0 && poolSize <= LARGEST_POOL, "pool_size", poolSize, "0 to " + LARGEST_POOL);
    }

    private static void requireRate(String key, double rate) {
      ConfigRange.require(rate > 0 && rate < 1, key, rate, "more than 0 and less than 1");
    }
  }

  /**
   * What a step learns from.
   *
   * @param batchSize segments of each of two voices, or of all of several
   * @param frames the frames of each, a multiple of 4
   * @param maskFrames up to how many of them in a row are hidden, for generators that take a mask
   */
  public record SegmentSizes(int batchSize, int frames, int maskFrames) {
    private static final int MAX_BATCH = 1 << 10;
    private static final int LEAST_FRAMES = 32; // of StarGAN's classifier
    private static final int MAX_FRAMES = 1 << 12;

    /**
     * Checks the numbers.
     *
     * @throws ConfigException if they are out of range
     */
    public SegmentSizes {
      ConfigRange.require(
          batchSize >= 1 && batchSize <= MAX_BATCH, "batch_size", batchSize, "1 to " + MAX_BATCH);
      ConfigRange.require(
          frames >= LEAST_FRAMES
              && frames <= MAX_FRAMES
              && frames % ConversionGenerator.Config.FRAME_MULTIPLE == 0,
          "segment_frames",
          frames,
          "a multiple of %d from %d to %d"
              .formatted(ConversionGenerator.Config.FRAME_MULTIPLE, LEAST_FRAMES, MAX_FRAMES));
      ConfigRange.require(
          maskFrames >= 0 && maskFrames < frames,
          "mask_frames",
          maskFrames,
          "0 to below " + frames);
    }
  }

  /**
   * Checks that networks and losses belong together.
   *
   * @throws ConfigException if they do not, or sizes make no network
   */
  public ConversionRecipe {
    if (opponents.second && generator.domains() > 0) {
      throw new ConfigException(
          "second discriminators belong to two voices; leave second out for a generator of"
              + " several.");
    }
    if (opponents.sigmoid && objective.loss != GanLoss.LEAST_SQUARES) {
      throw new ConfigException(
          "sigmoid goes with loss least_squares, not %s, which takes scores as logits."
              .formatted(ConfigFile.name(objective.loss)));
    }
    discriminator(generator, opponents);
    classifier(generator, opponents);
  }

  /** Returns the sizes of every discriminator. */
  ConversionDiscriminator.Config discriminator() {
    return discriminator(generator, opponents);
  }

  private static ConversionDiscriminator.Config discriminator(
      ConversionGenerator.Config generator, Opponents opponents) {
    if (generator.domains() > 0) {
      return new StarGanDiscriminator.Config(
          generator.bands(), generator.domains(), opponents.channels);
    }
    return generator instanceof CycleGanGenerator.Config
        ? new CycleGanDiscriminator.Config(opponents.channels)
        : new PatchDiscriminator.Config(opponents.channels, opponents.sigmoid);
  }

  /** Returns the sizes of the classifier of voices; empty between two voices. */
  Optional<DomainClassifier.Config> classifier() {
    return classifier(generator, opponents);
  }

  private static Optional<DomainClassifier.Config> classifier(
      ConversionGenerator.Config generator, Opponents opponents) {
    return generator.domains() > 0
        ? Optional.of(
            new DomainClassifier.Config(
                generator.bands(), generator.domains(), opponents.classifierWidth))
        : Optional.empty();
  }

  /** Says whether one generator, told by a code, converts among all voices. */
  public boolean isCoded() {
    return generator.domains() > 0;
  }

  /** Returns the names of the generators in checkpoints. */
  public List<String> generators() {
    return isCoded()
        ? List.of(ConverterConfig.CODED)
        : List.of(ConverterConfig.FORWARD, ConverterConfig.BACKWARD);
  }

  /**
   * Returns the same recipe for networks of another width.
   *
   * @param channels the channels in the generators' middle, or of StarGAN-VC's first layer; the
   *     discriminators' go with it
   * @throws ConfigException if that makes no network
   */
  public ConversionRecipe withChannels(int channels) {
    return new ConversionRecipe(
        generator.withChannels(channels),
        melFormat,
        new Opponents(channels, opponents.second, opponents.sigmoid, opponents.classifierWidth),
        objective,
        learning,
        segments,
        seed);
  }

  /**
   * Returns the same recipe with another number of segments in a step.
   *
   * @param batchSize of each of two voices, or of all of several
   * @throws ConfigException if it is out of range
   */
  public ConversionRecipe withBatchSize(int batchSize) {
    return new ConversionRecipe(
        generator,
        melFormat,
        opponents,
        objective,
        learning,
        new SegmentSizes(batchSize, segments.frames, segments.maskFrames),
        seed);
  }

  /** Returns the same recipe with a generator for so many voices, if it is told by a code. */
  ConversionRecipe withVoices(int voices) {
    return new ConversionRecipe(
        generator.withDomains(voices), melFormat, opponents, objective, learning, segments, seed);
  }

  /** Returns the same recipe with what depends on the length of a run decided. */
  ConversionRecipe forRun(long steps) {
    long constant = learning.constantSteps.orElse(steps / 2);
    return new ConversionRecipe(
        generator,
        melFormat,
        opponents,
        new Objective(
            objective.loss,
            objective.adversarial,
            objective.secondAdversarial,
            objective.classification,
            objective.cycle,
            objective.identity,
            OptionalLong.of(
                objective.identitySteps.orElse(
                    Math.min(PAPERS_IDENTITY_STEPS, Math.round(IDENTITY_SHARE * steps))))),
        new Learning(
            learning.generatorRate,
            learning.discriminatorRate,
            learning.classifierRate,
            learning.beta1,
            learning.beta2,
            OptionalLong.of(constant),
            OptionalLong.of(learning.decaySteps.orElse(Math.max(1, steps - constant))),
            learning.fakes,
            learning.poolSize),
        segments,
        seed);
  }
}
