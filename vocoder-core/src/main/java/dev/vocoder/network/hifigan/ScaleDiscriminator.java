package dev.vocoder.network.hifigan;

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

/** Judges a wave at one rate by wide, grouped convolutions (section 2.3 of the paper). */
public final class ScaleDiscriminator extends Discriminator {
  private final ConvolutionStack stack;

  ScaleDiscriminator(List<ConvolutionSizes> convolutions, WeightForm norm) {
    List<StridedConvolution> layers = new ArrayList<>();
    int inputs = 1;
    for (ConvolutionSizes sizes : convolutions) {
      StridedConvolution layer = StridedConvolution.inTime(inputs, sizes, PaddingMode.ZEROS, norm);
      layers.add(addChildBlock("convs." + layers.size(), layer));
      inputs = sizes.channels();
    }
    StridedConvolution post =
        StridedConvolution.inTime(
            inputs, new ConvolutionSizes(1, 3, 1, 1), PaddingMode.ZEROS, norm);
    layers.add(addChildBlock("conv_post", post));
    stack = new ConvolutionStack(layers, HifiGanConfig.REFERENCE_SLOPE);
  }

  @Override
  public void setPrecision(Precision precision) {
    stack.setPrecision(precision);
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    List<NDArray> maps = stack.featureMaps(store, waves, pass);
    NDArray score = maps.get(maps.size() - 1).reshape(waves.getShape().get(0), -1);
    return List.of(new Judgement(score, maps));
  }
}
