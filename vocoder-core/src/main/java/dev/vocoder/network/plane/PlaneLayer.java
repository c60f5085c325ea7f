package dev.vocoder.network.plane;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import dev.vocoder.network.Layer;

/** A layer from one plane to another, (batch, channels, bands, frames), always in float32. */
abstract class PlaneLayer extends Layer {

  final Parameter add(String name, Parameter.Type type, Shape shape, Initializer initializer) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(initializer)
            .build());
  }

  /** Throws: the shapes follow from computing alone. */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    throw new UnsupportedOperationException("a plane's shape follows from computing");
  }
}
