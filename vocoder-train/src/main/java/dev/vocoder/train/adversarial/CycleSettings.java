package dev.vocoder.train.adversarial;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * What CycleGAN's networks are trained for, and how.
 *
 * @param loss the adversarial loss
 * @param weights of the terms
 * @param generators how both generators learn, together
 * @param discriminators how all discriminators learn, together
 * @param fakes which generated samples the discriminators learn from
 * @param poolSize how many earlier generated samples are kept for each discriminator; 0 for none
 */
public record CycleSettings(
    GanLoss loss,
    Weights weights,
    LearningSettings generators,
    LearningSettings discriminators,
    Fakes fakes,
    int poolSize) {
  private static final int LARGEST_POOL = 1 << 12;

  /**
   * Checks the pool's size.
   *
   * @throws dev.vocoder.ConfigException if it is out of range
   */
  public CycleSettings {
    ConfigRange.require(
        poolSize >= 0 && poolSize <= LARGEST_POOL, "pool_size", poolSize, "0 to " + LARGEST_POOL);
  }

  /**
   * The weights of the terms, each for both directions.
   *
   * @param adversarial of the adversarial loss: that a translated sample passes for one of its new
   *     domain
   * @param secondAdversarial of the second adversarial loss: that one translated there and back
   *     passes for one of its own
   * @param cycle of the cycle loss: the mean absolute difference between a sample and its
   *     translation there and back
   * @param identity of the identity loss: the mean absolute difference between a sample and its
   *     translation into its own domain
   * @param discriminators of each discriminator's loss, which is half the sum of its term on real
   *     samples and that on generated ones
   */
  public record Weights(
      Weight adversarial,
      Weight secondAdversarial,
      Weight cycle,
      Weight identity,
      Weight discriminators) {}
}
