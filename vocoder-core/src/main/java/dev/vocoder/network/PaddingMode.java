package dev.vocoder.network;

/** What a convolution reads beyond the ends of its input; the names are PyTorch's. */
public enum PaddingMode {
  /** Zeros. */
  ZEROS,
  /** The mirror image of the input, whose last sample is not repeated. */
  REFLECT,
  /** The first sample before the start, the last after the end. */
  REPLICATE
}
