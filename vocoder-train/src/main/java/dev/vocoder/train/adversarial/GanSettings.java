package dev.vocoder.train.adversarial;

import dev.vocoder.internal.optimize.ConfigRange;

/**
 * How the original game is played.
 *
 * @param loss what generator and discriminator play for; the paper's is cross entropy
 * @param generator how the generator learns
 * @param discriminator how the discriminator learns
 * @param generatorInterval after how many turns of the discriminator the generator has one, k in
 *     the paper
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
