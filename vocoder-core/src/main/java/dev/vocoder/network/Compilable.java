package dev.vocoder.network;

/** What can write itself into a program that runs without its blocks. */
public interface Compilable {

  /**
   * Writes the layer into a program: the same computation as {@link Layer#apply}, on folded
   * weights.
   *
   * @param graph the program
   * @param input (batch, channels, time)
   * @param <V> how the program refers to a value
   * @return the layer's output
   */
  <V> V emit(Graph<V> graph, V input);
}
