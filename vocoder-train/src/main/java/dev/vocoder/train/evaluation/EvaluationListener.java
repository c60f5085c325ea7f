package dev.vocoder.train.evaluation;

import dev.vocoder.train.data.Recording;

/** Is told how far an evaluation is, on its thread. */
@FunctionalInterface
public interface EvaluationListener {

  /**
   * A recording has been through all vocoders.
   *
   * @param recording which
   * @param done how many have, with this one
   * @param count how many there are
   */
  void evaluated(Recording recording, int done, int count);
}
