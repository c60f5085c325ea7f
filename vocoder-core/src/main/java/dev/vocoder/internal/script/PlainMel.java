package dev.vocoder.internal.script;

import dev.vocoder.MelFormat;
import dev.vocoder.network.Graph;

/**
 * The mel that a program takes which runs elsewhere: the network's, with the per-band statistics
 * still in. A user of such a program has no statistics to take out.
 */
final class PlainMel {
  private PlainMel() {}

  /**
   * Takes the statistics out, where the network has any.
   *
   * @param graph the program
   * @param mel the plain mel
   * @param network the format of the network's mels
   * @return the network's mel
   */
  static <V> V normalized(Graph<V> graph, V mel, MelFormat network) {
    return network
        .normalization()
        .map(statistics -> graph.normalize(mel, statistics.means(), statistics.scales()))
        .orElse(mel);
  }
}
