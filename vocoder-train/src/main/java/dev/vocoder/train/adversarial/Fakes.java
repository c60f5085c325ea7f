package dev.vocoder.train.adversarial;

/** Which made samples the discriminators learn from. */
public enum Fakes {
  /** Those made anew for them by the networks as they are when the discriminators' turn comes. */
  FRESH,
  /** Those made for the generators' turn: half the work, and the same to a step's change. */
  REUSED
}
