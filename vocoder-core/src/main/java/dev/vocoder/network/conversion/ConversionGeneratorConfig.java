package dev.vocoder.network.conversion;

/** The sizes of a generator that converts mels. */
public interface ConversionGeneratorConfig {
  /** Every generator halves the frames twice. */
  int FRAME_MULTIPLE = 4;

  /** Returns the name of the architecture, for people. */
  String architecture();

  /** Returns the number of mel bands it takes and makes. */
  int bands();

  /** Returns the number of domains its code tells apart; 0 if it knows one voice only. */
  int domains();

  /** Returns how it is told the domain. */
  Conditioning conditioning();

  /** Returns the fewest frames it takes: instance norm needs two positions at a quarter. */
  default int leastFrames() {
    return FRAME_MULTIPLE + 1;
  }

  /** Builds the network, its parameters not yet set. */
  ConversionGenerator build();
}
