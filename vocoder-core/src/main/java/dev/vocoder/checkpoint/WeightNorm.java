package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.Text;
import java.util.Arrays;
import java.util.Set;

/**
 * A normalised weight, g v / ||v||, the norm over all axes but the first (Salimans and Kingma
 * 2016).
 *
 * @param gain g, of v's rank and length 1 in all axes but the first
 * @param direction v
 */
record WeightNorm(Tensor gain, Tensor direction) {
  /** How PyTorch names g and v of a layer. */
  enum Spelling {
    /** torch.nn.utils.weight_norm. */
    SUFFIXED(".weight_g", ".weight_v"),
    /** torch.nn.utils.parametrizations.weight_norm. */
    PARAMETRIZED(".parametrizations.weight.original0", ".parametrizations.weight.original1");

    private final String gain;
    private final String direction;

    Spelling(String gain, String direction) {
      this.gain = gain;
      this.direction = direction;
    }

    /**
     * Returns the spelling of a name that is one half of a pair, else null. Spectral norm has a
     * {@code weight_v} too, but no {@code weight_g}.
     */
    static Spelling of(String name, Set<String> names) {
      for (Spelling spelling : values()) {
        if (name.endsWith(spelling.gain) || name.endsWith(spelling.direction)) {
          String layer = spelling.layer(name);
          if (names.contains(spelling.gain(layer)) && names.contains(spelling.direction(layer))) {
            return spelling;
          }
        }
      }
      return null;
    }

    String layer(String name) {
      return name.substring(0, name.length() - gain.length()); // both suffixes are as long
    }

    String gain(String layer) {
      return layer + gain;
    }

    String direction(String layer) {
      return layer + direction;
    }
  }

  /** Returns the pair of a file, checked. */
  static WeightNorm of(String layer, Tensor gain, Tensor direction) {
    WeightNorm pair = new WeightNorm(gain, direction);
    if (direction.shape().length == 0
        || !Arrays.equals(gain.shape(), gainShape(direction.shape()))) {
      throw new CheckpointException(
          "Layer %s of the checkpoint has a weight of shape %s with norms of shape %s; one norm for each index of the first axis is expected."
              .formatted(
                  Text.quoted(layer),
                  Arrays.toString(direction.shape()),
                  Arrays.toString(gain.shape())));
    }
    return pair;
  }

  /**
   * Returns the pair of a plain weight w: g = ||w||, v = w. Where a row of w is zero, which has no
   * direction, v is one, so that g v / ||v|| is still zero and not NaN.
   */
  static WeightNorm of(Tensor weight) {
    int[] shape = gainShape(weight.shape());
    float[] norms = new float[shape.length == 0 ? 1 : shape[0]];
    float[] direction = weight.values();
    int row = norms.length == 0 ? 0 : direction.length / norms.length;
    for (int i = 0; i < norms.length; i++) {
      norms[i] = (float) norm(weight.values(), i * row, row);
      if (norms[i] == 0) {
        direction = direction == weight.values() ? direction.clone() : direction;
        Arrays.fill(direction, i * row, (i + 1) * row, 1);
      }
    }
    return new WeightNorm(new Tensor(shape, norms), new Tensor(weight.shape(), direction));
  }

  /** Returns the plain weight, NaN where v is zero, as PyTorch computes it. */
  Tensor folded() {
    float[] v = direction.values();
    float[] g = gain.values();
    float[] weight = new float[v.length];
    int row = g.length == 0 ? 0 : v.length / g.length;
    for (int i = 0; i < g.length; i++) {
      double scale = g[i] / norm(v, i * row, row);
      for (int j = i * row; j < (i + 1) * row; j++) {
        weight[j] = (float) (scale * v[j]);
      }
    }
    return new Tensor(direction.shape(), weight);
  }

  private static int[] gainShape(int[] shape) {
    int[] gain = new int[shape.length];
    Arrays.fill(gain, 1);
    if (gain.length > 0) {
      gain[0] = shape[0];
    }
    return gain;
  }

  private static double norm(float[] values, int start, int length) {
    double sum = 0;
    for (int i = start; i < start + length; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }
}
