package dev.vocoder;

/** The arithmetic a neural vocoder computes in. */
public enum Precision {
  /** Single precision throughout: the reference result. */
  FLOAT32,
  /**
   * Lower precision in the layers where the device is faster with it and the sound does not suffer;
   * as {@link #FLOAT32} where no layer gains. {@link Vocoder#precision()} says what is in use.
   */
  MIXED
}
