package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Scale discriminators over a wave, its average at half the rate, at a quarter, and so on (section
 * 2.3 of the paper, after MelGAN).
 */
public final class MultiScaleDiscriminator extends Discriminator {
  private final List<ScaleDiscriminator> parts = new ArrayList<>();

  /**
   * Builds the network, its parameters not yet set.
   *
   * @param config its sizes
   */
  public MultiScaleDiscriminator(MultiScaleConfig config) {
    for (WeightForm norm : config.norms()) {
      String name = "discriminators." + parts.size();
      parts.add(addChildBlock(name, new ScaleDiscriminator(config.layers(), norm)));
    }
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    return judgeAtScales(parts, MultiScaleDiscriminator::halved, store, waves, pass);
  }

  /** Averages four samples around every other one; beyond the ends there are zeros. */
  private static NDArray halved(NDArray waves) {
    return TorchFunctions.averagePool(waves, 4, 2, 2, true);
  }
}
