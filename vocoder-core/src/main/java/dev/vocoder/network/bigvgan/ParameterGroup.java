package dev.vocoder.network.bigvgan;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import dev.vocoder.network.NamedBlock;

/**
 * Parameters that the reference has in a layer of its own, by whose name they are called. (DJL
 * takes an array whose own name has a point in it for a part of a dict.)
 */
final class ParameterGroup extends NamedBlock {

  Parameter add(String name, Parameter.Type type, Shape shape, Initializer initializer) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(initializer)
            .optRequiresGrad(type != Parameter.Type.OTHER)
            .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    throw new UnsupportedOperationException("parameters alone compute nothing");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
