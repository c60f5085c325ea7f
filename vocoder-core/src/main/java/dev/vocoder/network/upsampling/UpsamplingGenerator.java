package dev.vocoder.network.upsampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;

/**
 * A generator that is one {@link UpsamplingPath}; architectures differ in the layers' names. From
 * (batch, bands, frames) to (batch, outputs, samples), within -1 to 1.
 */
public abstract class UpsamplingGenerator extends Generator {
  private final UpsamplingPath<?> path;

  /**
   * Begins a generator, which is to add the layers as its children.
   *
   * @param path the layers
   */
  protected UpsamplingGenerator(UpsamplingPath<?> path) {
    this.path = path;
  }

  @Override
  public final NDArray generate(
      ParameterStore store, Conditions<NDArray> conditions, boolean training) {
    return path.apply(store, conditions.mel(), training);
  }

  @Override
  public final <V> V emit(Graph<V> graph, Conditions<V> conditions) {
    return path.emit(graph, conditions.mel());
  }

  @Override
  public final void setPrecision(Precision precision) {
    path.setPrecision(precision);
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    return path.outputShapes(inputs);
  }
}
