package dev.vocoder.network.multiband;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a generator that makes a wave in sub-bands.
 *
 * @param network what makes the sub-bands, two or more
 * @param filterTaps the order of the filters that join them, one less than their length; even, at
 *     least twice as many as sub-bands less two, and at most 4096
 */
public record MultiBandConfig(GeneratorConfig network, int filterTaps) implements GeneratorConfig {
  private static final SizeChecks CHECKS = new SizeChecks("multi-band");

  /**
   * Checks that the sub-bands can be joined.
   *
   * @throws dev.vocoder.ConfigException if they cannot
   */
  public MultiBandConfig {
    int subBands = network.outputs();
    PqmfFilters.requireOrder(CHECKS, subBands, filterTaps);
    CHECKS.hop((long) network.hopSize() * subBands);
  }

  @Override
  public String architecture() {
    return "multi-band " + network.architecture();
  }

  @Override
  public int bands() {
    return network.bands();
  }

  @Override
  public List<String> details() {
    List<String> details = new ArrayList<>(network.details());
    details.add("sub-bands: %d, filters of order %d".formatted(network.outputs(), filterTaps));
    return details;
  }

  @Override
  public Generator build(WeightForm form) {
    return new MultiBandGenerator(
        network.build(form), new PqmfSynthesis(network.outputs(), filterTaps));
  }
}
