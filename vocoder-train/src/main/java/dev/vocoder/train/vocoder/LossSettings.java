package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.internal.loss.CrossEntropyLoss;
import dev.vocoder.internal.loss.HingeLoss;
import dev.vocoder.internal.loss.LeastSquaresLoss;
import dev.vocoder.internal.loss.MultiResolutionStftLoss;
import dev.vocoder.internal.loss.MultiResolutionStftLoss.Resolution;
import java.util.List;
import java.util.Set;

/**
 * What networks are trained for: the weight of each loss, which is a sum over the discriminators'
 * parts (and layers), or a mean over the parts ({@link Judging}). A weight of 0 leaves the term out
 * of the generator's loss.
 *
 * @param objective what discriminators and generator optimise against each other
 * @param discriminator the weight of the discriminators' loss, more than 0
 * @param adversarial the weight of the generator's adversarial loss
 * @param featureMatching the weight of feature matching
 * @param mel the weight of the log-mel distance
 * @param stft the weight of the multi-resolution spectral distance
 * @param stftResolutions its transforms. Windows much longer than the generator's hop tell a wave
 *     that repeats itself with every frame, as young generators' do, from one that does not
 * @param multiScaleMel the weight of the log-mel distance at several scales
 * @param judging how what the discriminators say becomes losses
 */
public record LossSettings(
    AdversarialObjective objective,
    double discriminator,
    double adversarial,
    double featureMatching,
    double mel,
    double stft,
    List<Resolution> stftResolutions,
    double multiScaleMel,
    Judging judging) {

  /** The adversarial losses. */
  public enum AdversarialObjective {
    /** See {@link LeastSquaresLoss}. */
    LEAST_SQUARES,
    /** See {@link HingeLoss}. */
    HINGE,
    /** See {@link HingeLoss}, the generator's clipped. */
    CLIPPED_HINGE,
    /** See {@link CrossEntropyLoss}, non-saturating. */
    CROSS_ENTROPY,
    /** See {@link CrossEntropyLoss}, the minimax game itself. */
    MINIMAX;

    /** Returns the loss. */
    public AdversarialLoss loss() {
      return switch (this) {
        case LEAST_SQUARES -> new LeastSquaresLoss();
        case HINGE -> new HingeLoss(false);
        case CLIPPED_HINGE -> new HingeLoss(true);
        case CROSS_ENTROPY -> new CrossEntropyLoss(false);
        case MINIMAX -> new CrossEntropyLoss(true);
      };
    }
  }

  /**
   * Checks the weights.
   *
   * @throws ConfigException if one is negative or not a number, or all of the generator's are 0
   */
  public LossSettings {
    stftResolutions = List.copyOf(stftResolutions);
    if (stftResolutions.isEmpty()) {
      throw new ConfigException("The spectral distance has no resolutions; give at least one.");
    }
    requireWeight(discriminator);
    double[] ofGenerator = {adversarial, featureMatching, mel, stft, multiScaleMel};
    double sum = 0;
    for (double weight : ofGenerator) {
      requireWeight(weight);
      sum += weight;
    }
    if (discriminator == 0) {
      throw new ConfigException("The discriminators' loss has the weight 0; give more.");
    }
    if (sum == 0) {
      throw new ConfigException("All losses have the weight 0; there is nothing to train for.");
    }
  }

  private static void requireWeight(double weight) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new ConfigException("A loss has the weight %s; give 0 or more.".formatted(weight));
    }
  }

  /** Returns the sum of the weights of the losses between waves, which need no discriminator. */
  double betweenWaves() {
    return mel + stft + multiScaleMel;
  }

  /** Returns the same without what it says of discriminators that are not there. */
  LossSettings of(Set<String> discriminators) {
    return new LossSettings(
        objective,
        discriminator,
        adversarial,
        featureMatching,
        mel,
        stft,
        stftResolutions,
        multiScaleMel,
        judging.of(discriminators));
  }

  /**
   * Weighs losses, the spectral distance with the resolutions of its paper; sums over the parts of
   * each discriminator, all of them alike.
   */
  public LossSettings(
      AdversarialObjective objective,
      double discriminator,
      double adversarial,
      double featureMatching,
      double mel,
      double stft) {
    this(
        objective,
        discriminator,
        adversarial,
        featureMatching,
        mel,
        stft,
        MultiResolutionStftLoss.PAPER,
        0,
        Judging.SUMS);
  }
}
