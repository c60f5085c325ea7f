package dev.vocoder.network.vocos;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.convnext.ConvNextBackbone;

/** A backbone and a head, which makes the wave of what the backbone makes of the mel. */
final class VocosGenerator extends Generator {
  private final ConvNextBackbone backbone;
  private final Layer head;
  private final Compilable compilableHead;

  /**
   * Creates the generator.
   *
   * @param backbone from the mel to features, a frame each
   * @param head from these to (batch, 1, samples)
   */
  <H extends Layer & Compilable> VocosGenerator(ConvNextBackbone backbone, H head) {
    this.backbone = addChildBlock("", backbone);
    this.head = addChildBlock("", head);
    this.compilableHead = head;
  }

  @Override
  public NDArray generate(ParameterStore store, Conditions<NDArray> conditions, boolean training) {
    try (NDArray features = backbone.apply(store, conditions.mel(), training)) {
      return head.apply(store, features, training);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, Conditions<V> conditions) {
    return compilableHead.emit(graph, backbone.emit(graph, conditions.mel()));
  }

  /** Sets the arithmetic of the backbone; a phase is too fine for less than single precision. */
  @Override
  public void setPrecision(Precision precision) {
    backbone.setPrecision(precision);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return head.getOutputShapes(backbone.getOutputShapes(inputs));
  }
}
