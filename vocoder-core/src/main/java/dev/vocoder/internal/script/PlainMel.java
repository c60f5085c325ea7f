package dev.vocoder.internal.script;

import dev.vocoder.MelFormat;
import dev.vocoder.network.Graph;

/**
 * The mel that a program for another engine takes: the network's, but not normalised by per-band
 * statistics, which a user of such a program does not have.
 */
public final class PlainMel {
  private PlainMel() {}

  /**
   * Normalises the mel, where the network wants that.
   *
   * @param graph the program
   * @param mel the plain mel
   * @param network the format of the network's mels
   * @return the network's mel
   */
  public static <V> V normalized(Graph<V> graph, V mel, MelFormat network) {
    return network
        .normalization()
        .map(statistics -> graph.normalize(mel, statistics.means(), statistics.scales()))
        .orElse(mel);
  }
}
