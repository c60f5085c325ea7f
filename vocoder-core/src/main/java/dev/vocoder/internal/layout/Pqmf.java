package dev.vocoder.internal.layout;

import dev.vocoder.container.Tensor;
import dev.vocoder.network.multiband.PqmfSynthesis;
import java.util.Arrays;
import java.util.Map;

/** A synthesis filter bank as the tensors of a network. */
final class Pqmf {
  private Pqmf() {}

  /**
   * Returns the tensors of a filter bank.
   *
   * @param bands the number of bands
   * @param filters their filters, one after the other
   */
  static Map<String, Tensor> tensors(int bands, float[] filters) {
    int length = filters.length / bands;
    float[][] rows = new float[bands][];
    for (int band = 0; band < bands; band++) {
      rows[band] = Arrays.copyOfRange(filters, band * length, (band + 1) * length);
    }
    return tensors(rows);
  }

  /**
   * Returns the tensors of a filter bank.
   *
   * @param filters a row of each band
   */
  static Map<String, Tensor> tensors(float[][] filters) {
    int[] shape = {filters.length, 1, filters[0].length};
    return Map.of(
        "pqmf.weight", new Tensor(shape, PqmfSynthesis.weight(filters)),
        "pqmf.bias", new Tensor(new int[] {1}, new float[1]));
  }
}
