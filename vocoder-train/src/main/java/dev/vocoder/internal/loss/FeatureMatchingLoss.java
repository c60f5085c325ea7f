package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import dev.vocoder.ConfigException;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Judgement;
import java.util.List;

/**
 * Feature matching (Larsen et al. 2016; HiFi-GAN, eq. 4): the sum over a discriminator's parts and
 * layers of E[|D_i(x) - D_i(G(s))|], a mean over the elements of each feature map. The paper weighs
 * it by 2. Vocos leaves out the first layer of each period.
 */
public final class FeatureMatchingLoss {
  private final int first;

  /** Creates the loss of all layers. */
  public FeatureMatchingLoss() {
    this(0);
  }

  /**
   * Creates the loss of the layers from one on.
   *
   * @param first the number of the first, 0 or more
   */
  public FeatureMatchingLoss(int first) {
    this.first = first;
  }

  /**
   * Returns the loss, a scalar owned by the generated maps' manager.
   *
   * @param real what a discriminator's parts say of recorded waves
   * @param generated what they say of as many generated waves
   * @throws ConfigException if a part has no layer to begin with
   */
  public NDArray of(List<Judgement> real, List<Judgement> generated) {
    NDArray sum = null;
    for (int part = 0; part < generated.size(); part++) {
      List<NDArray> realMaps = real.get(part).featureMaps();
      List<NDArray> generatedMaps = generated.get(part).featureMaps();
      if (first >= generatedMaps.size()) {
        throw new ConfigException(
            "Feature maps are matched from %d on, but the discriminator has %d; give less."
                .formatted(first, generatedMaps.size()));
      }
      for (int layer = first; layer < generatedMaps.size(); layer++) {
        NDArray distance =
            TorchFunctions.meanAbsoluteDifference(generatedMaps.get(layer), realMaps.get(layer));
        sum = sum == null ? distance : sum.add(distance);
      }
    }
    return sum;
  }
}
