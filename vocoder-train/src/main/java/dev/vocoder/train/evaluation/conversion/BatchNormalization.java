package dev.vocoder.train.evaluation.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import dev.vocoder.network.Layer;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithm 1) with PyTorch's numbers and names. It
 * takes the batch's own statistics in training, the running ones otherwise. (DJL's own block infers
 * its shape from an input and does not name its parameters.)
 */
final class BatchNormalization extends Layer {
  private static final float EPSILON = 1e-5f;
  private static final float KEPT = 0.9f; // of the running statistics at a step
  private static final int AFTER_THE_BATCH = -1; // DJL's sign for the axis PyTorch has channels on

  private final Parameter weight;
  private final Parameter bias;
  private final Parameter mean;
  private final Parameter variance;

  /**
   * Creates the layer.
   *
   * @param channels the number of channels
   */
  BatchNormalization(int channels) {
    Shape shape = new Shape(channels);
    weight = add("weight", Parameter.Type.GAMMA, shape, Initializer.ONES, true);
    bias = add("bias", Parameter.Type.BETA, shape, Initializer.ZEROS, true);
    mean = add("running_mean", Parameter.Type.OTHER, shape, Initializer.ZEROS, false);
    variance = add("running_var", Parameter.Type.OTHER, shape, Initializer.ONES, false);
  }

  private Parameter add(
      String name, Parameter.Type type, Shape shape, Initializer initializer, boolean learns) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(initializer)
            .optRequiresGrad(learns)
            .build());
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return BatchNorm.batchNorm(
            input,
            store.getValue(mean, input.getDevice(), training),
            store.getValue(variance, input.getDevice(), training),
            store.getValue(weight, input.getDevice(), training),
            store.getValue(bias, input.getDevice(), training),
            AFTER_THE_BATCH,
            KEPT,
            EPSILON,
            training)
        .singletonOrThrow();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
