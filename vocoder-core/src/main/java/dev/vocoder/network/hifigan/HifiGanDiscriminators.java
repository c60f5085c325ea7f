package dev.vocoder.network.hifigan;

import ai.djl.ndarray.NDArray;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.JointDiscriminator;
import dev.vocoder.network.LayeredDiscriminator;
import dev.vocoder.network.StridedConvolution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the paper's discriminators share: the reference's names, and its slope. */
final class HifiGanDiscriminators {
  private HifiGanDiscriminators() {}

  static Discriminator joint(List<Discriminator> parts, UnaryOperator<NDArray> between) {
    Map<String, Discriminator> named = new LinkedHashMap<>();
    parts.forEach(part -> named.put("discriminators." + named.size(), part));
    return new JointDiscriminator(named, between);
  }

  static LayeredDiscriminator layered(List<StridedConvolution> layers) {
    Map<String, StridedConvolution> named = new LinkedHashMap<>();
    int last = layers.size() - 1;
    layers.subList(0, last).forEach(layer -> named.put("convs." + named.size(), layer));
    named.put("conv_post", layers.get(last));
    return new LayeredDiscriminator(named, HifiGanConfig.REFERENCE_SLOPE, true);
  }
}
