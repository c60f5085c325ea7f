package dev.vocoder.train.report;

/** What curves are called that are no losses of a step. */
final class ScalarNames {
  static final String LEARNING_RATE = "learning_rate";
  static final String SECONDS_PER_STEP = "seconds_per_step";
  static final String SKIPPED = "skipped";
  static final String VALIDATION_MEL_ERROR = "validation/mel_error";

  private ScalarNames() {}
}
