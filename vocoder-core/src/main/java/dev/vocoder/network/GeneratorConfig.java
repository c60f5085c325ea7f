package dev.vocoder.network;

import java.util.List;

/** The sizes of a generator: a network that takes a mel spectrogram to a waveform. */
public interface GeneratorConfig {

  /** Returns the name of the architecture, for people. */
  String architecture();

  /** Returns the number of mel bands it takes. */
  int bands();

  /** Returns the number of samples it makes of one mel frame. */
  int hopSize();

  /**
   * Returns how many mel frames before and after its own a sample depends on: a stretch of mel
   * vocoded with that much context on each side is what the whole would have given.
   */
  int contextFrames();

  /**
   * Returns the fewest frames the network takes. A vocoder repeats the last frame of a shorter mel,
   * and cuts the wave.
   */
  default int leastFrames() {
    return 1;
  }

  /** Returns the sizes of the network for people, a line each. */
  List<String> details();

  /**
   * Builds the network, its parameters not yet set.
   *
   * @param form what is kept of the weights
   */
  Generator build(WeightForm form);
}
