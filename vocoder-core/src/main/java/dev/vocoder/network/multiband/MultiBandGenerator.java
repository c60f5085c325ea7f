package dev.vocoder.network.multiband;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;

/**
 * A generator of sub-bands and the filter bank that joins them, from (batch, bands, frames) to
 * (batch, 1, frames x hop). The bank does not clip: where the bands are loud at once the wave may
 * exceed full scale. Parameters of the generator have its own names, those of the bank begin with
 * {@code pqmf}.
 */
final class MultiBandGenerator extends Generator {
  private final Generator network;
  private final PqmfSynthesis synthesis;

  MultiBandGenerator(Generator network, PqmfSynthesis synthesis) {
    this.network = addChildBlock("", network);
    this.synthesis = addChildBlock("pqmf", synthesis);
  }

  @Override
  public NDArray generate(ParameterStore store, Conditions<NDArray> conditions, boolean training) {
    try (NDArray subBands = network.generate(store, conditions, training)) {
      return synthesis.apply(store, subBands, training);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, Conditions<V> conditions) {
    V subBands = network.emit(graph, conditions);
    graph.allowReducedPrecision(false);
    return synthesis.emit(graph, subBands);
  }

  /** Sets the arithmetic of the network; the filter bank keeps single precision. */
  @Override
  public void setPrecision(Precision precision) {
    network.setPrecision(precision);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return synthesis.getOutputShapes(network.getOutputShapes(inputs));
  }
}
