package dev.vocoder.network;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.vocoder.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A block all of whose parameters have shapes known when it is built, and names in a PyTorch state
 * dict.
 *
 * <p>Native memory: every array a block makes belongs to the manager of its input, and what is not
 * its result is closed before it returns, so that the caller decides when the result goes. (An
 * array that a gradient still needs outlives its closing.)
 */
public abstract class NamedBlock extends AbstractBlock {

  /**
   * Returns the parameters of this block and all below it by their names in a PyTorch state dict
   * ({@code ups.0.weight}), in the order PyTorch numbers them. Those that take no gradient are the
   * state dict's buffers. A child added under an empty name adds nothing to the names below it.
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
      collect(child.getValue(), name.isEmpty() ? prefix : prefix + name + ".", named);
      number++;
    }
  }

  /**
   * Sets the arithmetic of the convolutions below this block, {@link Precision#FLOAT32} at first.
   * In mixed precision those that tolerate it compute in bfloat16; parameters and what flows
   * between layers stay float32. Not to be called while the block computes.
   *
   * @param precision the arithmetic
   */
  public void setPrecision(Precision precision) {
    for (Block child : getChildren().values()) {
      ((NamedBlock) child).setPrecision(precision);
    }
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
