package dev.vocoder.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The losses of one step under the names that reports show, as the optimisers saw them: weighted.
 * What belongs together has a common name before a slash ({@code adversarial/mpd}, {@code
 * gradient_norm/generator}). What a step did not train is missing.
 *
 * @param named the losses by name, in the order to show them
 * @param totals the names of those that are sums of others
 */
public record StepLosses(Map<String, Double> named, Set<String> totals) {

  /** Copies map and set. */
  public StepLosses {
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    totals = Set.copyOf(totals);
  }

  /**
   * Returns the names of what is infinite or not a number; totals only where all that they are made
   * of is finite.
   */
  public List<String> notFinite() {
    List<String> all =
        named.entrySet().stream()
            .filter(entry -> !Double.isFinite(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    List<String> parts = all.stream().filter(name -> !totals.contains(name)).toList();
    return parts.isEmpty() ? all : parts;
  }
}
