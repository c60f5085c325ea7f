package dev.vocoder.internal.inference;

import ai.djl.nn.Parameter;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Generators that nobody trained: what it takes to try out or to time a network of some size. */
public final class RandomWeights {
  private static final int BIAS_FAN_IN = 100; // of deviation 0.1

  private RandomWeights() {}

  /**
   * Returns a generator whose every layer passes about the power it takes; the same each time.
   *
   * @param config its sizes; the mels it takes are HiFi-GAN's in its bands and hop
   */
  public static GeneratorCheckpoint generator(GeneratorConfig config) {
    Random random = new Random(1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    config
        .build(WeightForm.FOLDED)
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              int[] shape =
                  Arrays.stream(parameter.getShape().getShape())
                      .mapToInt(Math::toIntExact)
                      .toArray();
              int fanIn = shape.length == 1 ? BIAS_FAN_IN : shape[1] * shape[2];
              if (name.contains("shortcut")) {
                fanIn *= 2; // a MelGAN adds its blocks' power to it
              }
              if (name.endsWith("filter")) {
                fanIn *= 4; // of a BigVGAN, whose sines else make chaos of rounding
              }
              if (name.equals("conv_post.weight") && shape[0] > 1) {
                fanIn *= 64; // an iSTFTNet raises e to it
              }
              float mean = parameter.getType() == Parameter.Type.GAMMA ? 1 : 0;
              tensors.put(name, normal(random, shape, mean, 1 / Math.sqrt(fanIn)));
            });
    MelFormat format =
        MelFormat.HIFIGAN.toBuilder().bands(config.bands()).hopSize(config.hopSize()).build();
    return new GeneratorCheckpoint("random weights", config, format, StateDict.of(tensors));
  }

  private static Tensor normal(Random random, int[] shape, float mean, double deviation) {
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + (float) (random.nextGaussian() * deviation);
    }
    return new Tensor(shape, values);
  }
}
