package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDManager;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import java.util.Collection;

/**
 * Networks that learn together.
 *
 * @param name what the sum of their losses is called
 * @param optimizer their optimiser
 * @param limit how large their gradients may be
 */
record Learner(String name, AdamW optimizer, GradientLimit limit) {

  static Learner of(
      String name,
      LearningSettings settings,
      Collection<ConditionedNetwork> networks,
      NDManager manager) {
    return new Learner(
        name,
        new AdamW(
            settings.adam(),
            settings.schedule(),
            networks.stream().map(ConditionedNetwork::block).toList(),
            manager),
        settings.limit());
  }
}
