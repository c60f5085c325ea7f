package dev.vocoder.testing;

import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** The golden weights of MelGAN's discriminators, which a formula tells. */
public final class MelGanGolden {
  private MelGanGolden() {}

  /** Returns the weights of the paper's discriminators. */
  public static StateDict discriminators() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    BlockWeights.shapes(MelGanDiscriminatorConfig.PAPER.build())
        .forEach((name, shape) -> tensors.put(name, filled(tensors.size(), name, shape)));
    tensors.replaceAll(
        (name, tensor) ->
            name.endsWith("weight_g")
                ? gains(tensors.get(name.substring(0, name.length() - 1) + "v"))
                : tensor);
    return StateDict.of(tensors);
  }

  private static Tensor filled(int number, String name, int[] shape) {
    int size = 1;
    for (int length : shape) {
      size *= length;
    }
    double scale = name.endsWith("bias") ? 0.02 : Math.sqrt(3.0 * shape[0] / size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      long hash = (i * 2_654_435_761L + number * 40_503L + 12_345L) & 0xffff_ffffL;
      values[i] = (float) ((hash / 4_294_967_296.0 - 0.5) * 2 * scale);
    }
    return new Tensor(shape, values);
  }

  /** Returns one and a half times the norm of each output channel's weights. */
  private static Tensor gains(Tensor direction) {
    int outputs = direction.shape()[0];
    int each = direction.values().length / outputs;
    float[] gains = new float[outputs];
    for (int channel = 0; channel < outputs; channel++) {
      double sum = 0;
      for (int i = 0; i < each; i++) {
        double value = direction.values()[channel * each + i];
        sum += value * value;
      }
      gains[channel] = (float) (1.5 * Math.sqrt(sum));
    }
    return new Tensor(new int[] {outputs, 1, 1}, gains);
  }
}
