package dev.vocoder.train.evaluation.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.StridedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells voices apart by normalised mels: three convolutions in time, each with batch normalisation
 * and a ReLU, the mean and the deviation of every channel over time, and one linear layer. From
 * (batch, bands, frames) to logits, (batch, speakers).
 */
final class SpeakerNetwork extends Layer {
  private static final int CHANNELS = 48;
  private static final List<ConvolutionSizes> SIZES =
      List.of(
          new ConvolutionSizes(CHANNELS, 5, 2, 1),
          new ConvolutionSizes(CHANNELS, 5, 2, 1),
          new ConvolutionSizes(CHANNELS, 3, 1, 1));

  /** How many numbers a mel is made into. */
  static final int STATISTICS = 2 * CHANNELS;

  private static final double LEAST_VARIANCE = 1e-5; // a root has no slope at 0
  private static final int TIME = 2;

  private final List<StridedConvolution> convolutions = new ArrayList<>();
  private final List<BatchNormalization> norms = new ArrayList<>();
  private final Convolution linear; // over a single position
  private final int speakers;

  /**
   * Builds the network, its parameters not yet set.
   *
   * @param bands the number of mel bands
   * @param speakers how many it tells apart
   */
  SpeakerNetwork(int bands, int speakers) {
    this.speakers = speakers;
    int inputs = bands;
    for (ConvolutionSizes sizes : SIZES) {
      int number = convolutions.size();
      convolutions.add(
          addChildBlock(
              "conv." + number,
              StridedConvolution.inTime(inputs, sizes, PaddingMode.ZEROS, WeightForm.FOLDED)));
      norms.add(addChildBlock("norm." + number, new BatchNormalization(sizes.channels())));
      inputs = sizes.channels();
    }
    linear =
        addChildBlock(
            "linear",
            new Convolution(STATISTICS, speakers, 1, 1, Padding.ZEROS, WeightForm.FOLDED));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    try (NDArray statistics = statistics(store, input, training)) {
      return logits(store, statistics, training);
    }
  }

  /**
   * Makes mels into numbers that do not depend on how long they are.
   *
   * @param store where parameters' values come from
   * @param mels (batch, bands, frames); not closed
   * @param training whether parameters take gradients, and the batch is normalised by itself
   * @return a new array (batch, {@link #STATISTICS}, 1)
   */
  NDArray statistics(ParameterStore store, NDArray mels, boolean training) {
    NDArray hidden = layer(0, store, mels, training);
    for (int i = 1; i < convolutions.size(); i++) {
      try (NDArray input = hidden) {
        hidden = layer(i, store, input, training);
      }
    }
    try (NDArray channels = hidden;
        NDArray mean = channels.mean(new int[] {TIME}, true);
        NDArray centred = channels.sub(mean);
        NDArray squares = centred.square();
        NDArray variance = squares.mean(new int[] {TIME}, true);
        NDArray floored = TorchFunctions.atLeast(variance, LEAST_VARIANCE);
        NDArray deviation = floored.sqrt()) {
      return mean.concat(deviation, 1);
    }
  }

  private NDArray layer(int number, ParameterStore store, NDArray input, boolean training) {
    try (NDArray sums = convolutions.get(number).apply(store, input, training);
        NDArray normal = norms.get(number).apply(store, sums, training)) {
      return Activation.relu(normal);
    }
  }

  /**
   * Weighs the numbers of {@link #statistics}.
   *
   * @return a new array (batch, speakers)
   */
  NDArray logits(ParameterStore store, NDArray statistics, boolean training) {
    try (NDArray logits = linear.apply(store, statistics, training)) {
      return logits.squeeze(TIME);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), speakers)};
  }
}
