package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A block from one array to one array, all of whose parameters have shapes known when it is built.
 *
 * <p>Native memory: every array a layer makes belongs to the manager of its input, and what is not
 * its result is closed before it returns, so that the caller decides when the result goes. (An
 * array that a gradient still needs outlives its closing.)
 */
public abstract class Layer extends AbstractBlock {

  /**
   * Computes the layer.
   *
   * @param store where parameters' values come from
   * @param input (batch, channels, time); not closed
   * @param training whether parameters take gradients
   * @return a new array (batch, channels, time), owned by the input's manager
   */
  public abstract NDArray apply(ParameterStore store, NDArray input, boolean training);

  /**
   * Writes the layer into a program: the same computation as {@link #apply}, on folded weights.
   *
   * @param graph the program
   * @param input (batch, channels, time)
   * @param <V> how the program refers to a value
   * @return the layer's output
   */
  public abstract <V> V emit(Graph<V> graph, V input);

  /**
   * Returns the parameters of this layer and all below it by their names in a PyTorch state dict
   * ({@code ups.0.weight}), in the order PyTorch numbers them.
   */
  public Map<String, Parameter> namedParameters() {
    Map<String, Parameter> named = new LinkedHashMap<>();
    collect(this, "", named);
    return named;
  }

  private static void collect(Block block, String prefix, Map<String, Parameter> named) {
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      named.put(prefix + parameter.getKey(), parameter.getValue());
    }
    int number = 1;
    for (Pair<String, Block> child : block.getChildren()) {
      // DJL puts the child's number, of two digits or more, before the name it was given.
      String name = child.getKey().substring(number < 100 ? 2 : Integer.toString(number).length());
      collect(child.getValue(), prefix + name + ".", named);
      number++;
    }
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    return new NDList(apply(store, inputs.singletonOrThrow(), training));
  }

  /** Hands the input's shape down as it is: it decides no parameter's shape. */
  @Override
  protected final void initializeChildBlocks(
      NDManager manager, DataType dataType, Shape... inputShapes) {
    for (Block child : getChildren().values()) {
      child.initialize(manager, dataType, inputShapes);
    }
  }
}
