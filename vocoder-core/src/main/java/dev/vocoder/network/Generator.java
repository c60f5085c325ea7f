package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * A network from mels (batch, bands, frames) to waves (batch, outputs, samples), as many samples as
 * {@link GeneratorConfig#samplesOf} says; full scale is -1 to 1.
 */
public abstract class Generator extends Layer implements Compilable {

  /**
   * Computes waves.
   *
   * @param store where parameters' values come from
   * @param conditions of what; not closed
   * @param training whether parameters take gradients
   * @return a new array (batch, outputs, samples), owned by the mel's manager
   */
  public abstract NDArray generate(
      ParameterStore store, Conditions<NDArray> conditions, boolean training);

  /**
   * Writes the network into a program, as {@link Compilable#emit}.
   *
   * @param graph the program
   * @param conditions of what
   * @param <V> how the program refers to a value
   * @return the waves
   */
  public abstract <V> V emit(Graph<V> graph, Conditions<V> conditions);

  /** Computes waves of a mel alone. */
  @Override
  public final NDArray apply(ParameterStore store, NDArray mel, boolean training) {
    return generate(store, new Conditions<>(mel), training);
  }

  /** Writes the network into a program of a mel alone. */
  @Override
  public final <V> V emit(Graph<V> graph, V mel) {
    return emit(graph, new Conditions<>(mel));
  }
}
