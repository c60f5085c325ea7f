package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import dev.vocoder.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One stack of convolutions that judges a wave at one rate, each but the last followed by a leaky
 * ReLU: MelGAN's window-based discriminators and HiFi-GAN's scale discriminators.
 */
public final class LayeredDiscriminator extends Discriminator {
  private final List<StridedConvolution> layers;
  private final float slope;
  private final boolean scoreIsMap;

  /**
   * Joins layers.
   *
   * @param layers two or more by their names, in order; the last gives the score
   * @param slope the leaky ReLU's
   * @param scoreIsMap whether the score is among the feature maps, as the last
   */
  public LayeredDiscriminator(
      Map<String, StridedConvolution> layers, float slope, boolean scoreIsMap) {
    layers.forEach(this::addChildBlock);
    this.layers = List.copyOf(layers.values());
    this.slope = slope;
    this.scoreIsMap = scoreIsMap;
  }

  /**
   * Joins layers that are named as HiFi-GAN's reference names them, {@code convs.0} and so on and
   * {@code conv_post}. The score is among the feature maps.
   *
   * @param layers two or more in order; the last gives the score
   * @param slope the leaky ReLU's
   */
  public static LayeredDiscriminator numbered(List<StridedConvolution> layers, float slope) {
    Map<String, StridedConvolution> named = new LinkedHashMap<>();
    int last = layers.size() - 1;
    layers.subList(0, last).forEach(layer -> named.put("convs." + named.size(), layer));
    named.put("conv_post", layers.get(last));
    return new LayeredDiscriminator(named, slope, true);
  }

  /**
   * Sets the arithmetic of all layers but the first, which would round the wave, and the last, the
   * score.
   */
  @Override
  public void setPrecision(Precision precision) {
    layers.subList(1, layers.size() - 1).forEach(layer -> layer.setPrecision(precision));
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    List<NDArray> maps = featureMaps(store, waves, pass);
    int last = maps.size() - 1;
    NDArray score = maps.get(last).reshape(waves.getShape().get(0), -1);
    return List.of(new Judgement(score, scoreIsMap ? maps : maps.subList(0, last)));
  }

  /**
   * Computes the layers.
   *
   * @param store where parameters' values come from
   * @param input what the first layer takes; not closed
   * @param pass how
   * @return every layer's activations; the last one's, of one channel, are the score
   */
  public List<NDArray> featureMaps(ParameterStore store, NDArray input, Pass pass) {
    List<NDArray> featureMaps = new ArrayList<>();
    NDArray hidden = input;
    for (StridedConvolution layer : layers.subList(0, layers.size() - 1)) {
      try (NDArray output = layer.apply(store, hidden, pass)) {
        hidden = Activation.leakyRelu(output, slope);
      }
      featureMaps.add(hidden);
    }
    featureMaps.add(layers.get(layers.size() - 1).apply(store, hidden, pass));
    return featureMaps;
  }
}
