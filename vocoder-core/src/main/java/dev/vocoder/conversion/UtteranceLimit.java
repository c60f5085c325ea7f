package dev.vocoder.conversion;

import dev.vocoder.network.conversion.ConversionGenerator;

/** How long an utterance may be that is converted whole. */
public final class UtteranceLimit {
  /** How much memory one utterance may take. */
  private static final long MAX_BYTES = 2L << 30;

  /**
   * How many arrays of a network's widest layer are in memory at once, at most: measured as the
   * growth of the process while utterances of 1000 to 17 000 frames were converted.
   */
  private static final int WIDEST_ARRAYS = 6;

  /**
   * A longer mel is more likely a mistake than one utterance: this is 12 minutes at HiFi-GAN's hop.
   */
  private static final int MAX_FRAMES = 1 << 16;

  private UtteranceLimit() {}

  /**
   * Returns the most frames that a network is given.
   *
   * @param generator its sizes
   */
  public static int frames(ConversionGenerator.Config generator) {
    long bytesPerFrame = generator.valuesPerFrame() * Float.BYTES * WIDEST_ARRAYS;
    return (int) Math.min(MAX_FRAMES, Math.max(1, MAX_BYTES / bytesPerFrame));
  }
}
