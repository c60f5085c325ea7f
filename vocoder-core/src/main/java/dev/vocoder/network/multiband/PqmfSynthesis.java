package dev.vocoder.network.multiband;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.TransposedConvolution;

/**
 * The synthesis half of a pseudo-QMF bank, from (batch, bands, time) to (batch, 1, bands x time).
 * The samples of each band, times the number of bands, are put at every bands-th place from the
 * first on, with zeros between; they are correlated with the band's filter, with half the filter of
 * zeros beyond each end; and the bands are added. All that is one transposed convolution.
 *
 * <p>Its {@code weight}, (bands, 1, taps + 1), is {@link #weight}; its {@code bias} is zero. They
 * are not trained, but gradients pass to the bands. Source: {@link PqmfFilters}.
 */
public final class PqmfSynthesis extends Layer implements Compilable {
  private final int bands;
  private final TransposedConvolution bank;

  /**
   * Creates the bank with the usual filters.
   *
   * @param bands the number of bands
   * @param taps the order of the filters, even, at least twice as many as bands less two
   */
  PqmfSynthesis(int bands, int taps) {
    this.bands = bands;
    bank =
        addChildBlock(
            "",
            TransposedConvolution.fixed(
                bands, taps + 1, () -> weight(usualFilters(bands, taps)), bands, taps / 2));
  }

  private static float[][] usualFilters(int bands, int taps) {
    return PqmfFilters.synthesis(bands, taps, PqmfFilters.CUTOFF_RATIO, PqmfFilters.BETA);
  }

  /**
   * Returns the weight of a bank of given filters: as they are correlated with the zero-stuffed
   * bands, and a transposed convolution convolves, each of them reversed, times the number of
   * bands.
   *
   * @param synthesis (bands, taps + 1), such as {@link PqmfFilters#synthesis}
   * @return (bands, 1, taps + 1), band by band
   */
  public static float[] weight(float[][] synthesis) {
    int length = synthesis[0].length;
    float[] weight = new float[synthesis.length * length];
    for (int band = 0; band < synthesis.length; band++) {
      for (int n = 0; n < length; n++) {
        weight[band * length + n] = synthesis.length * synthesis[band][length - 1 - n];
      }
    }
    return weight;
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return bank.apply(store, input, training);
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return bank.emit(graph, input);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), 1, bands * inputs[0].get(2))};
  }
}
