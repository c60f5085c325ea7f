package dev.vocoder.network.melgan;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import java.util.ArrayList;
import java.util.List;

/**
 * Window-based discriminators over a wave, its average at half the rate, at a quarter, and so on
 * (section 2.2 of the paper).
 */
public final class MelGanDiscriminator extends Discriminator {
  private final int poolKernel;
  private final List<WindowDiscriminator> parts = new ArrayList<>();

  /**
   * Builds the network, its parameters not yet set.
   *
   * @param config its sizes
   */
  public MelGanDiscriminator(MelGanDiscriminatorConfig config) {
    poolKernel = config.poolKernel();
    for (int scale = 0; scale < config.scales(); scale++) {
      parts.add(addChildBlock("model.disc_" + scale, new WindowDiscriminator(config)));
    }
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    return judgeAtScales(parts, this::halved, store, waves, pass);
  }

  private NDArray halved(NDArray waves) {
    return TorchFunctions.averagePool(waves, poolKernel, 2, poolKernel / 2 - 1, false);
  }
}
