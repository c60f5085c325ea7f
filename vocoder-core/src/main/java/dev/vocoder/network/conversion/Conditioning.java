package dev.vocoder.network.conversion;

/** How a generator is told into whose voice to convert. */
public enum Conditioning {
  /** Not at all: it knows one voice. */
  NONE,
  /**
   * The code is appended to a layer's input as channels, constant over the plane. In the middle of
   * a large plane that adds a constant, which instance norm takes away again, so this is for
   * decoders that spread the code over the bands before the norm.
   */
  CONCAT,
  /** Factor and shift of the instance norms are the domain's own, which nothing takes away. */
  MODULATION
}
