package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A block from one array to one array. */
public abstract class Layer extends NamedBlock {

  /**
   * Computes the layer.
   *
   * @param store where parameters' values come from
   * @param input (batch, channels, time); not closed
   * @param training whether parameters take gradients
   * @return a new array (batch, channels, time), owned by the input's manager
   */
  public abstract NDArray apply(ParameterStore store, NDArray input, boolean training);

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    return new NDList(apply(store, inputs.singletonOrThrow(), training));
  }
}
