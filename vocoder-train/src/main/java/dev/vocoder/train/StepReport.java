package dev.vocoder.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of training.
 *
 * @param step its number, from 1
 * @param epoch how often the training data had been gone through before it
 * @param losses its losses
 * @param learningRates the learning rates that it was made with, by the optimisers' names
 * @param seconds how long it took, waiting for data included
 * @param applied whether the networks were updated; not so where a loss or gradient was infinite or
 *     not a number
 */
public record StepReport(
    long step,
    long epoch,
    StepLosses losses,
    Map<String, Double> learningRates,
    double seconds,
    boolean applied) {
  /** Copies the rates. */
  public StepReport {
    learningRates = Collections.unmodifiableMap(new LinkedHashMap<>(learningRates));
  }

  /** Returns the learning rate of the first optimiser. */
  public double learningRate() {
    return learningRates.values().iterator().next();
  }
}
