package dev.vocoder.network.spectrum;

import ai.djl.ndarray.NDArray;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Graph;

/**
 * The inverse short-time Fourier transform of Griffin and Lim (1984): each frame's inverse real
 * transform times a periodic Hann window, all added where they lie, divided by the sum of the
 * squared windows there. At the ends of a wave fewer frames overlap, and that sum is another. Like
 * every inverse real transform, it passes over the imaginary parts of the first and last bin.
 *
 * @param size the length of the transform and of the window, even
 * @param hop the distance between frames, at most half of that, so that no sample is without weight
 * @param padding where the wave begins and ends
 */
public record InverseStft(int size, int hop, SpectrumPadding padding) {
  /** Checks the sizes. */
  public InverseStft {
    if (size < 2 || size % 2 != 0 || hop < 1 || hop > size / 2) {
      throw new IllegalArgumentException("no inverse of %d every %d".formatted(size, hop));
    }
  }

  /** Returns the number of bins of a spectrum. */
  public int bins() {
    return size / 2 + 1;
  }

  /**
   * Returns the length of a wave.
   *
   * @param frames the length of its spectrum, 1 or more
   */
  public long samplesOf(long frames) {
    return (frames - 1) * hop + size - 2L * cut();
  }

  /** Returns how many samples are cut off either end. */
  private int cut() {
    return padding == SpectrumPadding.CENTER ? size / 2 : (size - hop) / 2;
  }

  /**
   * Computes waves.
   *
   * @param real (batch, bins, frames), the real parts of spectra; not closed
   * @param imaginary their imaginary parts; not closed
   * @return a new array (batch, 1, samples), owned by the manager of the real parts
   */
  public NDArray apply(NDArray real, NDArray imaginary) {
    return TorchFunctions.inverseStft(real, imaginary, size, hop, cut());
  }

  /**
   * Writes the transform into a program: three filter banks and a division.
   *
   * @param graph the program
   * @param real (batch, bins, frames), the real parts of spectra
   * @param imaginary their imaginary parts
   * @param <V> how the program refers to a value
   * @return the waves, (batch, 1, samples)
   */
  public <V> V emit(Graph<V> graph, V real, V imaginary) {
    V sum = graph.add(waves(graph, real, false), waves(graph, imaginary, true));
    // Each frame counts, whatever is in it, and what lies beyond the ends does not.
    V one = graph.clamp(graph.channels(real, 0, 1), 1, 1);
    float[][] squares = new float[1][size];
    for (int n = 0; n < size; n++) {
      squares[0][n] = (float) (window(n) * window(n));
    }
    return graph.divide(sum, graph.filterBank(one, squares, hop, cut(), cut()));
  }

  private <V> V waves(Graph<V> graph, V parts, boolean imaginary) {
    return graph.filterBank(parts, filters(imaginary), hop, cut(), cut());
  }

  /**
   * Returns what a frame's wave is for each of its real parts, cos(2 pi k n / N), or of its
   * imaginary parts, -sin(2 pi k n / N), windowed; all but the first and last stand for two bins.
   */
  private float[][] filters(boolean imaginary) {
    double[] turn = new double[size];
    for (int n = 0; n < size; n++) {
      double angle = 2 * Math.PI * n / size;
      turn[n] = imaginary ? -Math.sin(angle) : Math.cos(angle);
    }
    float[][] filters = new float[bins()][size];
    for (int k = 0; k < bins(); k++) {
      boolean single = k == 0 || k == size / 2;
      double scale = (single ? imaginary ? 0 : 1 : 2) / (double) size;
      for (int n = 0; n < size; n++) {
        filters[k][n] = (float) (scale * turn[(int) ((long) k * n % size)] * window(n));
      }
    }
    return filters;
  }

  /** Returns a value of the window, 0 at its start. */
  private double window(int n) {
    double sine = Math.sin(Math.PI * n / size);
    return sine * sine;
  }
}
