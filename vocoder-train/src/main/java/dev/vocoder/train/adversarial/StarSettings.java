package dev.vocoder.train.adversarial;

/**
 * What StarGAN's networks are trained for, and how.
 *
 * @param loss what generator and discriminator play for
 * @param weights of the terms
 * @param generator how the generator learns
 * @param discriminator how the discriminator learns
 * @param classifier how the classifier learns
 * @param fakes which made samples the discriminator learns from; the generator has not learnt since
 *     its last turn, so that either choice has the same result, and reusing costs a pass less and
 *     memory more
 */
public record StarSettings(
    GanLoss loss,
    Weights weights,
    LearningSettings generator,
    LearningSettings discriminator,
    LearningSettings classifier,
    Fakes fakes) {

  /**
   * The weights of the generator's terms.
   *
   * @param adversarial that a translated sample passes for one of its new domain
   * @param classification that the classifier finds it there
   * @param cycle the mean absolute difference between a sample and itself there and back
   * @param identity the mean absolute difference between a sample and its translation into its own
   *     domain
   */
  public record Weights(Weight adversarial, Weight classification, Weight cycle, Weight identity) {}
}
