package dev.vocoder.train.adversarial;

/**
 * What StarGAN's networks are trained for, and how.
 *
 * @param loss the adversarial loss
 * @param weights of the terms
 * @param generator how the generator learns
 * @param discriminator how the discriminator learns
 * @param classifier how the classifier learns
 * @param fakes which generated samples the discriminator learns from. Since the discriminator
 *     learns first, the generator is the same in both turns and either choice gives the same
 *     result; reusing saves a pass and takes more memory
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
   * @param adversarial of the adversarial loss: that a translated sample passes for one of its new
   *     domain
   * @param classification of the classification loss: that the classifier takes it for one
   * @param cycle of the cycle loss: the mean absolute difference between a sample and its
   *     translation there and back
   * @param identity of the identity loss: the mean absolute difference between a sample and its
   *     translation into its own domain
   */
  public record Weights(Weight adversarial, Weight classification, Weight cycle, Weight identity) {}
}
