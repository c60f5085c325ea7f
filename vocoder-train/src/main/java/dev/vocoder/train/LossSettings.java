package dev.vocoder.train;

import dev.vocoder.ConfigException;
import dev.vocoder.train.loss.AdversarialLoss;
import dev.vocoder.train.loss.CrossEntropyLoss;
import dev.vocoder.train.loss.HingeLoss;
import dev.vocoder.train.loss.LeastSquaresLoss;
import java.util.Locale;

/**
 * What a generator is trained for: the weight of each term of its loss. A weight of 0 leaves the
 * term out.
 *
 * @param game what generator and discriminators play for
 * @param adversarial the weight of the adversarial loss
 * @param featureMatching the weight of feature matching
 * @param mel the weight of the log-mel distance
 * @param stft the weight of the multi-resolution spectral distance
 */
public record LossSettings(
    Game game, double adversarial, double featureMatching, double mel, double stft) {

  /** HiFi-GAN's: least squares, 2 for feature matching, 45 for the mel (section 2.4). */
  public static final LossSettings HIFIGAN = new LossSettings(Game.LEAST_SQUARES, 1, 2, 45, 0);

  /** The adversarial losses. */
  public enum Game {
    /** See {@link LeastSquaresLoss}. */
    LEAST_SQUARES,
    /** See {@link HingeLoss}. */
    HINGE,
    /** See {@link CrossEntropyLoss}, non-saturating. */
    CROSS_ENTROPY,
    /** See {@link CrossEntropyLoss}, the minimax game itself. */
    MINIMAX;

    /** Returns the loss. */
    public AdversarialLoss loss() {
      return switch (this) {
        case LEAST_SQUARES -> new LeastSquaresLoss();
        case HINGE -> new HingeLoss();
        case CROSS_ENTROPY -> new CrossEntropyLoss(false);
        case MINIMAX -> new CrossEntropyLoss(true);
      };
    }

    /** Returns the name in a config. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the weights.
   *
   * @throws ConfigException if one is negative or not a number, or all are 0
   */
  public LossSettings {
    double[] weights = {adversarial, featureMatching, mel, stft};
    double sum = 0;
    for (double weight : weights) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new ConfigException("A loss has the weight %s; give 0 or more.".formatted(weight));
      }
      sum += weight;
    }
    if (sum == 0) {
      throw new ConfigException("All losses have the weight 0; there is nothing to train for.");
    }
  }
}
