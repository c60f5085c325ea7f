package dev.vocoder.train.adversarial;

/** Which generated samples the discriminators learn from. */
public enum Fakes {
  /** New ones, made by the generators as they are when the discriminators' turn comes. */
  FRESH,
  /** Those made in the generators' turn: less work, and they differ by one update at most. */
  REUSED
}
