package dev.vocoder.network.univnet;

import dev.vocoder.ConfigException;

/**
 * A short-time Fourier transform.
 *
 * @param fftSize its length in samples, even
 * @param hop samples between frames
 * @param windowSize the length of its window in samples
 */
public record Resolution(int fftSize, int hop, int windowSize) {
  /**
   * Checks the sizes.
   *
   * @throws ConfigException if they make no transform
   */
  public Resolution {
    boolean fits =
        fftSize >= 16
            && fftSize <= 1 << 16
            && fftSize % 2 == 0
            && windowSize >= 1
            && windowSize <= fftSize
            && hop >= 1
            && hop <= fftSize;
    if (!fits) {
      throw new ConfigException(
          "The discriminator has a resolution of FFT size %d, hop %d and window %d; the FFT size is even and from 16 to 65536, hop and window from 1 to that."
              .formatted(fftSize, hop, windowSize));
    }
  }

  /** Returns by how many samples a wave is reflected at each end. */
  int padding(boolean centered) {
    return (centered ? fftSize : fftSize - hop) / 2;
  }

  /** Returns how many samples can be reflected at the ends, and are enough for one frame. */
  int leastSamples(boolean centered) {
    int padding = padding(centered);
    return Math.max(padding + 1, fftSize - 2 * padding);
  }
}
