package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.engine.TorchFunctions;
import dev.vocoder.network.ConvolutionStack;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.StridedConvolution;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges the samples of a wave that are one period apart: the wave, reflected at its end up to a
 * multiple of the period, is folded to (time, period) and convolved in time alone (section 2.3 of
 * the paper).
 */
public final class PeriodDiscriminator extends Discriminator {
  private static final int TIME = 2;
  private static final int PERIOD = 3;

  private final int period;
  private final ConvolutionStack stack;

  PeriodDiscriminator(MultiPeriodConfig config, int period) {
    this.period = period;
    List<StridedConvolution> layers = new ArrayList<>();
    int inputs = 1;
    int last = config.channels().size() - 1;
    for (int i = 0; i <= last; i++) {
      int outputs = config.channels().get(i);
      int stride = i < last ? config.stride() : 1;
      StridedConvolution layer =
          StridedConvolution.folded(inputs, outputs, config.kernel(), stride, config.norm());
      layers.add(addChildBlock("convs." + i, layer));
      inputs = outputs;
    }
    StridedConvolution post = StridedConvolution.folded(inputs, 1, 3, 1, config.norm());
    layers.add(addChildBlock("conv_post", post));
    stack = new ConvolutionStack(layers, HifiGanConfig.REFERENCE_SLOPE);
  }

  @Override
  public void setPrecision(Precision precision) {
    stack.setPrecision(precision);
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    long batch = waves.getShape().get(0);
    int samples = Math.toIntExact(waves.getShape().get(2));
    int missing = (period - samples % period) % period;
    try (NDArray padded = TorchFunctions.reflectionPad(waves, 0, missing);
        NDArray folded = padded.reshape(batch, 1, (samples + missing) / period, period);
        NDArray turned = folded.swapAxes(TIME, PERIOD)) {
      List<NDArray> maps =
          stack.featureMaps(store, turned, pass).stream()
              .map(map -> map.swapAxes(TIME, PERIOD))
              .toList();
      NDArray score = maps.get(maps.size() - 1).reshape(batch, -1);
      return List.of(new Judgement(score, maps));
    }
  }
}
