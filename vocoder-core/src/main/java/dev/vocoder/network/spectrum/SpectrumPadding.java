package dev.vocoder.network.spectrum;

/** Where a wave begins and ends on the frames of its spectrum, of which there are T. */
public enum SpectrumPadding {
  /**
   * In the middle of the first frame and of the last: (T - 1) x hop samples, none of one frame.
   * What PyTorch's {@code istft} gives by default.
   */
  CENTER,
  /**
   * As far before the middle of the first frame as half a hop: T x hop samples, and one more where
   * frame and hop differ by an odd number.
   */
  SAME
}
