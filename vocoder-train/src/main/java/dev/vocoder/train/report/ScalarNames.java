package dev.vocoder.train.report;

import dev.vocoder.train.StepReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** What curves are called that are no losses of a step. */
final class ScalarNames {
  static final String LEARNING_RATE = "learning_rate";
  static final String SECONDS_PER_STEP = "seconds_per_step";
  static final String SKIPPED = "skipped";
  static final String VALIDATION_ERROR = "validation/mel_error";

  private ScalarNames() {}

  /**
   * Returns the learning rates of a step: the first optimiser's, and under the names of the others
   * those that differ from it.
   */
  static Map<String, Double> learningRates(StepReport report) {
    Map<String, Double> rates = new LinkedHashMap<>();
    rates.put(LEARNING_RATE, report.learningRate());
    report
        .learningRates()
        .forEach(
            (name, rate) -> {
              if (rate != report.learningRate()) {
                rates.put(LEARNING_RATE + "/" + name, rate);
              }
            });
    return rates;
  }
}
