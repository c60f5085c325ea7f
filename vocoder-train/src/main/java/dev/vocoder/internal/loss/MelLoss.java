package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import dev.vocoder.internal.engine.TorchFunctions;

/**
 * The distance of log-mels (HiFi-GAN, eq. 3): E[|mel(x) - mel(G(s))|], a mean over all bands and
 * frames. The paper weighs it by 45.
 */
public final class MelLoss implements WaveLoss {
  private final DifferentiableMel mel;

  /**
   * Creates the loss.
   *
   * @param mel the mel to compare in
   */
  public MelLoss(DifferentiableMel mel) {
    this.mel = mel;
  }

  @Override
  public NDArray of(NDArray real, NDArray generated) {
    return TorchFunctions.meanAbsoluteDifference(mel.of(generated), mel.of(real));
  }
}
