package dev.vocoder.network;

import java.util.List;

/**
 * The sizes of a generator: a network that takes a mel spectrogram to a waveform, or to several
 * sub-bands of one.
 */
public interface GeneratorConfig {

  /** Returns the name of the architecture, for people. */
  String architecture();

  /** Returns the number of mel bands it takes. */
  int bands();

  /**
   * Returns what the network's program reveals about lengths. The methods below return parts of it,
   * so that an architecture need only write {@link #build}.
   */
  default Locality locality() {
    return Locality.of(this, () -> build(WeightForm.FOLDED));
  }

  /** Returns the number of samples it makes of each further mel frame, in each output channel. */
  default int hopSize() {
    return locality().hopSize();
  }

  /**
   * Returns how many samples more than frames x hop it makes in each output channel, however long
   * the mel is; 0 for most, negative if it makes fewer.
   */
  default int extraSamples() {
    return locality().extraSamples();
  }

  /**
   * Returns the number of samples it makes of a mel, in each output channel.
   *
   * @param frames the length of the mel, 1 or more
   */
  default long samplesOf(long frames) {
    return frames * hopSize() + extraSamples();
  }

  /**
   * Returns the longest mel whose wave is no longer than some samples, {@link #samplesOf}'s way
   * back.
   *
   * @param samples the length of a wave
   * @return frames, 0 or more where the samples are; of no frames there is no wave
   */
  default long framesOf(long samples) {
    return Math.floorDiv(samples - extraSamples(), (long) hopSize());
  }

  /** Returns the number of output channels: 1 for a waveform, more for sub-bands. */
  default int outputs() {
    return 1;
  }

  /**
   * Returns how many mel frames before and after its own a sample depends on: a stretch of mel
   * vocoded with that much context on each side is what the whole would have given.
   */
  default int contextFrames() {
    return Math.toIntExact(locality().reach().widest());
  }

  /**
   * Returns the fewest frames the network takes. A vocoder repeats the last frame of a shorter mel,
   * and cuts the wave.
   */
  default int leastFrames() {
    return locality().leastFrames();
  }

  /** Returns the sizes of the network for people, a line each. */
  List<String> details();

  /**
   * Builds the network, its parameters not yet set.
   *
   * @param form what is kept of the weights that the network normalises in training, if any
   */
  Generator build(WeightForm form);
}
