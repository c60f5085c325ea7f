package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.MelSpectrogram;

/** A way to make a mel of one voice into one of another. */
@FunctionalInterface
public interface Conversion {

  /**
   * Converts an utterance.
   *
   * @param mel the whole of it
   * @param from whose voice it is in, one of the voices of the evaluation
   * @param to whose voice it is to be in, another of them
   * @return a mel of the same format and length
   */
  MelSpectrogram convert(MelSpectrogram mel, String from, String to);
}
