package dev.vocoder.network;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * How long a network's output is and which part of its mel it depends on, as derived from the
 * program that the network writes itself into.
 *
 * @param reach how many mel frames before and after its own a sample depends on
 * @param hopSize the number of samples of each mel frame
 * @param extraSamples how many samples more it makes, however long the mel is; negative if fewer
 * @param leastFrames the fewest frames the network takes
 */
public record Locality(Reach reach, int hopSize, int extraSamples, int leastFrames) {
  private static final Map<Object, Locality> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * Returns the locality of a network, which is built once for all equal configs.
   *
   * @param config what tells the network's sizes
   * @param network builds the network of the config, whose parameters are not set
   */
  static Locality of(Object config, Supplier<? extends Compilable> network) {
    Locality known = KNOWN.get(config);
    if (known == null) {
      known = of(network.get());
      KNOWN.put(config, known);
    }
    return known;
  }

  private static Locality of(Compilable network) {
    LocalityGraph graph = new LocalityGraph();
    LocalityGraph.Value output = network.emit(graph, LocalityGraph.Value.ofRate(1));
    return new Locality(
        output.reach(),
        Math.toIntExact(output.rate()),
        Math.toIntExact(output.extra()),
        Math.toIntExact(graph.leastLength()));
  }
}
