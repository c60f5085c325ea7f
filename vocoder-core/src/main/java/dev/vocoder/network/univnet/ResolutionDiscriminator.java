package dev.vocoder.network.univnet;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.LayeredDiscriminator;
import java.util.Arrays;
import java.util.List;

/**
 * Judges the magnitudes of a wave's short-time Fourier transform, convolved over bins and frames
 * (section 2.2 of the paper). The transform's window is rectangular, as the reference's is, which
 * names none. Magnitudes of zero pass no gradient.
 */
final class ResolutionDiscriminator extends Discriminator {
  private final Resolution resolution;
  private final int padding; // samples at each end
  private final LayeredDiscriminator layers;

  ResolutionDiscriminator(Resolution resolution, int padding, LayeredDiscriminator layers) {
    this.resolution = resolution;
    this.padding = padding;
    this.layers = addChildBlock("", layers);
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    long batch = waves.getShape().get(0);
    try (NDArray padded = TorchFunctions.reflectionPad(waves, padding, padding);
        NDArray flat = padded.reshape(batch, -1);
        NDArray window = waves.getManager().create(window());
        NDArray magnitudes = TorchFunctions.spectrum(flat, window, resolution.hop(), 0, 1);
        NDArray plane = magnitudes.expandDims(1)) { // (batch, 1, bins, frames)
      List<NDArray> maps = layers.featureMaps(store, plane, pass);
      NDArray score = maps.get(maps.size() - 1).reshape(batch, -1);
      return List.of(new Judgement(score, maps));
    }
  }

  private float[] window() {
    float[] window = new float[resolution.fftSize()];
    int start = (resolution.fftSize() - resolution.windowSize()) / 2;
    Arrays.fill(window, start, start + resolution.windowSize(), 1);
    return window;
  }
}
