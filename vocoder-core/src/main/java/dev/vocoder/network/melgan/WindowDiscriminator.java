package dev.vocoder.network.melgan;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.ConvolutionStack;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.StridedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges overlapping windows of a wave at one rate (section 2.2 of the paper). Its score is not
 * among its feature maps.
 */
public final class WindowDiscriminator extends Discriminator {
  private final ConvolutionStack stack;

  WindowDiscriminator(MelGanDiscriminatorConfig config) {
    List<StridedConvolution> layers = new ArrayList<>();
    int inputs = 1;
    for (ConvolutionSizes sizes : config.layers()) {
      boolean first = layers.isEmpty();
      PaddingMode mode = first ? config.inputPadding() : PaddingMode.ZEROS;
      // The reference's layers are lists; padding comes first in the first of them.
      String name = "model.layer_%d.%d".formatted(layers.size(), first ? 1 : 0);
      layers.add(addChildBlock(name, convolution(inputs, sizes, mode)));
      inputs = sizes.channels();
    }
    StridedConvolution score =
        convolution(inputs, new ConvolutionSizes(1, 3, 1, 1), PaddingMode.ZEROS);
    layers.add(addChildBlock("model.layer_" + layers.size(), score));
    stack = new ConvolutionStack(layers, config.slope());
  }

  private static StridedConvolution convolution(
      int inputs, ConvolutionSizes sizes, PaddingMode mode) {
    return StridedConvolution.inTime(inputs, sizes, mode, WeightForm.WEIGHT_NORM);
  }

  @Override
  public void setPrecision(Precision precision) {
    stack.setPrecision(precision);
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    List<NDArray> maps = stack.featureMaps(store, waves, pass);
    int last = maps.size() - 1;
    NDArray score = maps.get(last).reshape(waves.getShape().get(0), -1);
    return List.of(new Judgement(score, maps.subList(0, last)));
  }
}
