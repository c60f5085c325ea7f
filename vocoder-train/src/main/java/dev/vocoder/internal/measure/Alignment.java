package dev.vocoder.internal.measure;

import dev.vocoder.Waveform;
import dev.vocoder.WaveformException;

/** What every measure asks of two waves: that sample i of one belongs to sample i of the other. */
final class Alignment {
  private Alignment() {}

  /**
   * Does nothing if two waves can be compared frame by frame.
   *
   * @throws WaveformException if their rates or lengths differ
   */
  static void require(Waveform reference, Waveform generated) {
    if (reference.sampleRate() != generated.sampleRate()
        || reference.length() != generated.length()) {
      throw new WaveformException(
          "Cannot compare %d samples at %d Hz with %d at %d Hz; resample and cut them to be equal."
              .formatted(
                  reference.length(),
                  reference.sampleRate(),
                  generated.length(),
                  generated.sampleRate()));
    }
  }
}
