package dev.vocoder.network;

/** What a layer keeps of its weight. */
public enum WeightForm {
  /** The weight itself, as inference wants it: {@code weight}. */
  FOLDED,
  /**
   * Weight normalisation, as training wants it: {@code weight_g} and {@code weight_v}, where weight
   * = g v / ||v|| and the norm is over all axes but the first (Salimans and Kingma 2016).
   */
  WEIGHT_NORM,
  /**
   * Spectral normalisation: {@code weight_orig} and the estimates {@code weight_u} and {@code
   * weight_v} of its singular vectors, where weight = orig / (u' orig v) (Miyato et al. 2018).
   */
  SPECTRAL_NORM
}
