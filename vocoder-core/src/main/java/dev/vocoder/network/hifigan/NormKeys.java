package dev.vocoder.network.hifigan;

import dev.vocoder.ConfigException;
import dev.vocoder.network.WeightForm;
import java.util.Map;

/** How a config spells the way in which a discriminator's weights are normalised. */
final class NormKeys {
  private static final Map<WeightForm, String> NAMES =
      Map.of(
          WeightForm.FOLDED, "none",
          WeightForm.WEIGHT_NORM, "weight",
          WeightForm.SPECTRAL_NORM, "spectral");

  private NormKeys() {}

  static WeightForm read(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "A discriminator's norm is %s; known are none, weight and spectral."
                        .formatted(name)));
  }

  static String name(WeightForm norm) {
    return NAMES.get(norm);
  }
}
