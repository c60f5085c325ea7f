package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import java.util.ArrayList;
import java.util.List;

/** Period discriminators of several periods, which share nothing (section 2.3 of the paper). */
public final class MultiPeriodDiscriminator extends Discriminator {
  private final List<PeriodDiscriminator> parts = new ArrayList<>();

  /**
   * Builds the network, its parameters not yet set.
   *
   * @param config its sizes
   */
  public MultiPeriodDiscriminator(MultiPeriodConfig config) {
    for (int period : config.periods()) {
      String name = "discriminators." + parts.size();
      parts.add(addChildBlock(name, new PeriodDiscriminator(config, period)));
    }
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    return parts.stream().flatMap(part -> part.judge(store, waves, pass).stream()).toList();
  }
}
