package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How what discriminators say becomes losses.
 *
 * @param meanOfParts whether a discriminator's losses are means over its parts, else sums
 * @param weights what all losses of a discriminator are multiplied by, by its name; 1 where nothing
 *     is said
 * @param firstMaps the first layer whose feature maps are matched, by the discriminator's name, 0
 *     or more; 0 where nothing is said
 */
public record Judging(
    boolean meanOfParts, Map<String, Double> weights, Map<String, Integer> firstMaps) {
  /** Sums over the parts, all discriminators alike and all maps matched, as HiFi-GAN has it. */
  public static final Judging SUMS = new Judging(false, Map.of(), Map.of());

  /**
   * Copies the maps, without what would be so anyway.
   *
   * @throws ConfigException if a weight or the number of a layer is negative, or a weight infinite
   */
  public Judging {
    weights.forEach(
        (name, weight) -> {
          if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new ConfigException(
                "The discriminator %s has the weight %s; give 0 or more.".formatted(name, weight));
          }
        });
    firstMaps.forEach(
        (name, first) -> {
          if (first < 0) {
            throw new ConfigException(
                "The feature maps of %s are matched from %d on; give 0 or more."
                    .formatted(name, first));
          }
        });
    weights = without(weights, 1.0);
    firstMaps = without(firstMaps, 0);
  }

  private static <V> Map<String, V> without(Map<String, V> map, V usual) {
    Map<String, V> rest = new TreeMap<>(map);
    rest.values().removeIf(usual::equals);
    return Collections.unmodifiableMap(rest);
  }

  /** Returns what the losses of a discriminator of some parts are multiplied by. */
  double factor(String name, int parts) {
    return weights.getOrDefault(name, 1.0) / (meanOfParts ? parts : 1);
  }

  /** Returns the first layer whose feature maps are matched. */
  int firstMap(String name) {
    return firstMaps.getOrDefault(name, 0);
  }

  /** Returns the same without what it says of discriminators that are not there. */
  Judging of(Set<String> names) {
    Map<String, Double> ownWeights = new TreeMap<>(weights);
    ownWeights.keySet().retainAll(names);
    Map<String, Integer> ownMaps = new TreeMap<>(firstMaps);
    ownMaps.keySet().retainAll(names);
    return new Judging(meanOfParts, ownWeights, ownMaps);
  }
}
