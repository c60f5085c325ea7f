package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.EpochDecay;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.optimize.Schedule;
import dev.vocoder.train.optimize.StepDecay;
import dev.vocoder.train.optimize.WarmUpCosine;

/**
 * How networks learn from their losses.
 *
 * @param generator the settings of the generator's optimiser
 * @param discriminator those of the discriminators'
 * @param schedule how both learning rates change: an {@link EpochDecay}, a {@link StepDecay} or a
 *     {@link WarmUpCosine}, which configs can say
 * @param gradientLimit how large gradients may be
 * @param updateOrder in which order the networks are updated in a step
 */
public record Optimization(
    AdamW.Settings generator,
    AdamW.Settings discriminator,
    Schedule schedule,
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
    if (!(schedule instanceof EpochDecay
        || schedule instanceof StepDecay
        || schedule instanceof WarmUpCosine)) {
      throw new ConfigException(
          "No config can say the schedule %s; give an EpochDecay, a StepDecay or a WarmUpCosine."
              .formatted(schedule));
    }
  }

  /** Lets both learning rates fall by a factor with each epoch. */
  public Optimization(
      AdamW.Settings generator,
      AdamW.Settings discriminator,
      double learningRateDecay,
      GradientLimit gradientLimit,
      UpdateOrder updateOrder) {
    this(generator, discriminator, new EpochDecay(learningRateDecay), gradientLimit, updateOrder);
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
        schedule,
        gradientLimit,
        updateOrder);
  }

  /** Returns the same with learning rates that change otherwise. */
  public Optimization withSchedule(Schedule other) {
    return new Optimization(generator, discriminator, other, gradientLimit, updateOrder);
  }

  /** Returns the same with another limit. */
  public Optimization withGradientLimit(GradientLimit limit) {
    return new Optimization(generator, discriminator, schedule, limit, updateOrder);
  }
}
