package dev.vocoder.network.conversion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names in public checkpoints of CycleGAN-VC2 and MaskCycleGAN-VC. Our parameters have the same
 * names, but those files also hold some that are never used.
 */
public final class PublicNames {
  /**
   * Of generators: the last layer on the way up, named a second time. Of discriminators: a layer
   * that is built and never called.
   */
  private static final List<String> UNUSED = List.of("convLayer.", "downSample4.");

  private PublicNames() {}

  /**
   * Returns the parameters of a public checkpoint's network that take part, in their order.
   *
   * @param <T> what a parameter's value is
   * @param values the network's values by name
   */
  public static <T> Map<String, T> used(Map<String, T> values) {
    Map<String, T> used = new LinkedHashMap<>(values);
    used.keySet().removeIf(name -> UNUSED.stream().anyMatch(name::startsWith));
    return used;
  }
}
