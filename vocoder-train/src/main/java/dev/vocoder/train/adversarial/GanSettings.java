package dev.vocoder.train.adversarial;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * How the original GAN is trained.
 *
 * @param loss the adversarial loss; the paper's is cross entropy
 * @param generator how the generator learns
 * @param discriminator how the discriminator learns
 * @param generatorInterval how many times the discriminator is updated for each update of the
 *     generator, k in the paper
 */
public record GanSettings(
    GanLoss loss,
    LearningSettings generator,
    LearningSettings discriminator,
    int generatorInterval) {
  /**
   * Checks the interval.
   *
   * @throws dev.vocoder.ConfigException if it is less than 1
   */
  public GanSettings {
    ConfigRange.require(
        generatorInterval >= 1, "generator_interval", generatorInterval, "1 or more");
  }
}
