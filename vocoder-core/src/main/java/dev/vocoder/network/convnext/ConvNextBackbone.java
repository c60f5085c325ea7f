package dev.vocoder.network.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.Padding;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution, layer norm, ConvNeXt blocks and a last layer norm, from (batch, inputs, frames) to
 * (batch, channels, frames). No weight is normalised, in training neither.
 */
public final class ConvNextBackbone extends Layer implements Compilable {
  private final ConvNextSizes sizes;
  private final Convolution embed;
  private final LayerNorm norm;
  private final List<ConvNextBlock> blocks = new ArrayList<>();
  private final LayerNorm finalNorm;

  /**
   * Creates the backbone.
   *
   * @param sizes its sizes
   */
  public ConvNextBackbone(ConvNextSizes sizes) {
    this.sizes = sizes;
    int channels = sizes.channels();
    embed =
        addChildBlock(
            "embed",
            new Convolution(
                sizes.inputs(),
                channels,
                ConvNextSizes.KERNEL,
                1,
                Padding.ZEROS,
                WeightForm.FOLDED));
    norm = addChildBlock("norm", new LayerNorm(channels));
    for (int i = 0; i < sizes.blocks(); i++) {
      blocks.add(addChildBlock("convnext." + i, new ConvNextBlock(sizes)));
    }
    finalNorm = addChildBlock("final_layer_norm", new LayerNorm(channels));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray current;
    try (NDArray embedded = embed.apply(store, input, training)) {
      current = norm.apply(store, embedded, training);
    }
    for (ConvNextBlock block : blocks) {
      NDArray before = current;
      current = block.apply(store, before, training);
      before.close();
    }
    try (NDArray last = current) {
      return finalNorm.apply(store, last, training);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    V current = norm.emit(graph, embed.emit(graph, input));
    for (ConvNextBlock block : blocks) {
      current = block.emit(graph, current);
    }
    return finalNorm.emit(graph, current);
  }

  /** Sets the arithmetic of the blocks; the input convolution keeps single precision. */
  @Override
  public void setPrecision(Precision precision) {
    blocks.forEach(block -> block.setPrecision(precision));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), sizes.channels(), inputs[0].get(2))};
  }
}
