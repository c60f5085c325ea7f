package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.internal.optimize.ConfigRange;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;

/**
 * How networks learn from their losses.
 *
 * @param generator the settings of the generator's optimiser
 * @param discriminator those of the discriminators'
 * @param learningRateDecay what both learning rates are multiplied by after each epoch
 * @param gradientLimit how large gradients may be
 * @param updateOrder in which order the networks are updated in a step
 */
public record Optimization(
    AdamW.Settings generator,
    AdamW.Settings discriminator,
    double learningRateDecay,
    GradientLimit gradientLimit,
    UpdateOrder updateOrder) {

  /** In which order the networks are updated in a step, and by which judgements. */
  public enum UpdateOrder {
    /**
     * The discriminators; then the generator by the updated ones, which also judge the recordings
     * again for feature matching. HiFi-GAN's.
     */
    ALTERNATING,
    /**
     * The discriminators; then the generator by the updated ones, but feature matching takes the
     * recordings' feature maps from before the update. MelGAN's.
     */
    ALTERNATING_WITH_KEPT_FEATURES,
    /**
     * Both by the discriminators as they were before the step, the generator first. The Keras
     * MelGAN example's.
     */
    SIMULTANEOUS
  }

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if they make no training
   */
  public Optimization {
    ConfigRange.require(
        learningRateDecay > 0 && learningRateDecay <= 1,
        "lr_decay",
        learningRateDecay,
        "more than 0 and at most 1");
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
        updateOrder);
  }

  /** Returns the same with another decay. */
  public Optimization withLearningRateDecay(double decay) {
    return new Optimization(generator, discriminator, decay, gradientLimit, updateOrder);
  }

  /** Returns the same with another limit. */
  public Optimization withGradientLimit(GradientLimit limit) {
    return new Optimization(generator, discriminator, learningRateDecay, limit, updateOrder);
  }
}
