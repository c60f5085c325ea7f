package dev.vocoder.network.istftnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.spectrum.InverseStft;
import dev.vocoder.network.upsampling.UpsamplingPath;

/**
 * The generator: the stages of a HiFi-GAN; of what they make, the second sample once more before
 * the first, so that there is a spectrum more than the rates say; an output convolution that gives
 * the log magnitude of each bin and what its phase in radians is the sine of; the inverse
 * transform. From (batch, bands, frames) to (batch, 1, samples); nothing limits the wave.
 */
final class IstftNetGenerator extends Generator {
  private final UpsamplingPath<?> path;
  private final InverseStft inverse;

  IstftNetGenerator(UpsamplingPath<?> path, InverseStft inverse) {
    this.path = path;
    this.inverse = inverse;
    addChildBlock("conv_pre", path.input());
    for (int stage = 0; stage < path.upsamplings().size(); stage++) {
      addChildBlock("ups." + stage, path.upsamplings().get(stage));
    }
    path.residuals().forEach(fusion -> addChildBlock("resblocks", fusion));
    addChildBlock("conv_post", path.output());
  }

  @Override
  public NDArray generate(ParameterStore store, Conditions<NDArray> conditions, boolean training) {
    int bins = inverse.bins();
    try (NDArray features = path.features(store, conditions.mel(), training);
        NDArray begun = TorchFunctions.reflectionPad(features, 1, 0);
        NDArray all = path.output().apply(store, begun, training);
        NDArray logarithm = all.get(new NDIndex(":, :{}", bins));
        NDArray turn = all.get(new NDIndex(":, {}:", bins));
        NDArray magnitude = logarithm.exp();
        NDArray phase = turn.sin();
        NDArray cosine = phase.cos();
        NDArray sine = phase.sin();
        NDArray real = magnitude.mul(cosine);
        NDArray imaginary = magnitude.mul(sine)) {
      return inverse.apply(real, imaginary);
    }
  }

  @Override
  public <V> V emit(Graph<V> graph, Conditions<V> conditions) {
    int bins = inverse.bins();
    V begun = graph.mirrorFirst(path.emitFeatures(graph, conditions.mel()));
    V all = path.output().emit(graph, begun);
    V magnitude = graph.exp(graph.channels(all, 0, bins));
    V phase = graph.sine(graph.channels(all, bins, 2 * bins));
    V real = graph.multiply(magnitude, graph.cosine(phase));
    return inverse.emit(graph, real, graph.multiply(magnitude, graph.sine(phase)));
  }

  @Override
  public void setPrecision(Precision precision) {
    path.setPrecision(precision);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] mel) {
    Shape spectra = path.outputShapes(mel)[0];
    return new Shape[] {new Shape(spectra.get(0), 1, inverse.samplesOf(spectra.get(2) + 1))};
  }
}
