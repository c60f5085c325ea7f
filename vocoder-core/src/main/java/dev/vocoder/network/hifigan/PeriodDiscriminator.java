package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.LayeredDiscriminator;
import java.util.List;

/**
 * Judges the samples of a wave that are one period apart: the wave, reflected at its end up to a
 * multiple of the period, is folded to (time, period) and convolved in time alone (section 2.3 of
 * the paper).
 */
final class PeriodDiscriminator extends Discriminator {
  private static final int TIME = 2;
  private static final int PERIOD = 3;

  private final int period;
  private final LayeredDiscriminator layers;

  PeriodDiscriminator(int period, LayeredDiscriminator layers) {
    this.period = period;
    this.layers = addChildBlock("", layers);
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
          layers.featureMaps(store, turned, pass).stream()
              .map(map -> map.swapAxes(TIME, PERIOD))
              .toList();
      NDArray score = maps.get(maps.size() - 1).reshape(batch, -1);
      return List.of(new Judgement(score, maps));
    }
  }
}
