package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Judgement;
import java.util.List;

/**
 * Feature matching (Larsen et al. 2016; HiFi-GAN, eq. 4): the sum over a discriminator's parts and
 * layers of E[|D_i(x) - D_i(G(s))|], a mean over the elements of each feature map. The paper weighs
 * it by 2.
 */
public final class FeatureMatchingLoss {
  /** Creates the loss. */
  public FeatureMatchingLoss() {}

  /**
   * Returns the loss, a scalar owned by the generated maps' manager.
   *
   * @param real what a discriminator's parts say of recorded waves
   * @param generated what they say of as many generated waves
   */
  public NDArray of(List<Judgement> real, List<Judgement> generated) {
    NDArray sum = null;
    for (int part = 0; part < generated.size(); part++) {
      List<NDArray> realMaps = real.get(part).featureMaps();
      List<NDArray> generatedMaps = generated.get(part).featureMaps();
      for (int layer = 0; layer < generatedMaps.size(); layer++) {
        NDArray distance =
            TorchFunctions.meanAbsoluteDifference(generatedMaps.get(layer), realMaps.get(layer));
        sum = sum == null ? distance : sum.add(distance);
      }
    }
    return sum;
  }
}
