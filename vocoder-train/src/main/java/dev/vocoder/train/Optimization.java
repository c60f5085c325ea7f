package dev.vocoder.train;

import dev.vocoder.ConfigException;

/**
 * How networks learn from their losses.
 *
 * @param generator the settings of the generator's optimiser
 * @param discriminator those of the discriminators'
 * @param learningRateDecay what both learning rates are multiplied by after each epoch
 * @param gradientLimit how large gradients may be
 * @param turns in which order the networks learn
 */
public record Optimization(
    AdamW.Settings generator,
    AdamW.Settings discriminator,
    double learningRateDecay,
    GradientLimit gradientLimit,
    Turns turns) {

  /** Who learns first in a step, and from what. */
  public enum Turns {
    /**
     * The discriminators; then the generator by what they have learnt, and feature matching has
     * them judge the recordings anew. HiFi-GAN's.
     */
    ANEW,
    /**
     * The discriminators; then the generator by what they have learnt, but feature matching takes
     * what they said of the recordings before. MelGAN's.
     */
    KEPT,
    /** Both by the discriminators as they were before the step. The Keras MelGAN example's. */
    TOGETHER
  }

  /**
   * A limit to the norm of gradients, which are scaled down to it.
   *
   * @param norm the largest norm, infinite for no limit
   * @param each whether it holds for each parameter's gradient by itself, or for all of an
   *     optimiser's together
   */
  public record GradientLimit(double norm, boolean each) {
    /** No limit. */
    public static final GradientLimit NONE = new GradientLimit(Double.POSITIVE_INFINITY, false);

    /**
     * Checks the number.
     *
     * @throws ConfigException if it is not more than 0
     */
    public GradientLimit {
      require(norm > 0, "gradient_norm_limit", norm, "more than 0");
    }
  }

  /** HiFi-GAN's: AdamW of learning rate 2e-4 that falls by 0.999 each epoch (section 3.1). */
  public static final Optimization HIFIGAN =
      of(
          new AdamW.Settings(2e-4, 0.8, 0.99, AdamW.Settings.EPSILON, AdamW.Settings.WEIGHT_DECAY),
          0.999,
          Turns.ANEW);

  /** MelGAN's: Adam of learning rate 1e-4, betas 0.5 and 0.9 (appendix A). */
  public static final Optimization MELGAN =
      of(new AdamW.Settings(1e-4, 0.5, 0.9, AdamW.Settings.EPSILON, 0), 1, Turns.KEPT);

  /**
   * That of the Keras example "MelGAN-based spectrogram inversion using feature matching": Adam of
   * learning rates 1e-5 and 1e-6, each gradient's norm at most 1.
   */
  public static final Optimization KERAS_MELGAN =
      new Optimization(
          new AdamW.Settings(1e-5, 0.5, 0.9, 1e-7, 0),
          new AdamW.Settings(1e-6, 0.5, 0.9, 1e-7, 0),
          1,
          new GradientLimit(1, true),
          Turns.TOGETHER);

  private static Optimization of(AdamW.Settings both, double decay, Turns turns) {
    return new Optimization(both, both, decay, GradientLimit.NONE, turns);
  }

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if they make no training
   */
  public Optimization {
    check(generator);
    check(discriminator);
    require(
        learningRateDecay > 0 && learningRateDecay <= 1,
        "lr_decay",
        learningRateDecay,
        "more than 0 and at most 1");
  }

  private static void check(AdamW.Settings settings) {
    double rate = settings.learningRate();
    require(rate > 0 && rate < 1, "learning_rate", rate, "more than 0 and less than 1");
    for (double beta : new double[] {settings.beta1(), settings.beta2()}) {
      require(beta >= 0 && beta < 1, "adam_b1 or adam_b2", beta, "0 or more and less than 1");
    }
    requireSmall("adam_epsilon", settings.epsilon());
    requireSmall("weight_decay", settings.weightDecay());
  }

  private static void requireSmall(String key, double value) {
    require(value >= 0 && value < 1, key, value, "0 or more and less than 1");
  }

  static void require(boolean holds, String key, double found, String wanted) {
    if (!holds) {
      String number = found == Math.rint(found) ? Long.toString((long) found) : "" + found;
      throw new ConfigException("%s is %s; give %s.".formatted(key, number, wanted));
    }
  }

  /**
   * Returns the same with other learning rates.
   *
   * @param ofGenerator the generator's at the start
   * @param ofDiscriminator the discriminators'
   */
  public Optimization withLearningRates(double ofGenerator, double ofDiscriminator) {
    return new Optimization(
        generator.withLearningRate(ofGenerator),
        discriminator.withLearningRate(ofDiscriminator),
        learningRateDecay,
        gradientLimit,
        turns);
  }

  /** Returns the same with another decay. */
  public Optimization withLearningRateDecay(double decay) {
    return new Optimization(generator, discriminator, decay, gradientLimit, turns);
  }

  /** Returns the same with another limit. */
  public Optimization withGradientLimit(GradientLimit limit) {
    return new Optimization(generator, discriminator, learningRateDecay, limit, turns);
  }
}
