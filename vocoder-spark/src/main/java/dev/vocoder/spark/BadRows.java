package dev.vocoder.spark;

/** What becomes of a row whose mel cannot be vocoded. */
public enum BadRows {
  /** It is kept, without samples and with one sentence in the column {@code error}. */
  KEEP,
  /** The job fails with a sentence that names the row. */
  FAIL
}
