package dev.vocoder.network.upsampling;

import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import java.util.List;

/**
 * The sizes of a generator of the HiFi-GAN and MelGAN kind: an input convolution, stages that each
 * halve the channels and multiply the samples, an output convolution.
 */
public interface UpsamplingConfig extends GeneratorConfig {
  /** The kernel of the input and output convolutions. */
  int EDGE_KERNEL = 7;

  /** Returns the number of channels after the input convolution; each stage halves them. */
  int initialChannels();

  /** Returns the rate of each stage; their product is the hop. */
  List<Integer> upsampleRates();

  /** Returns the kernel of each stage's transposed convolution. */
  List<Integer> upsampleKernels();

  /** Returns how convolutions treat the ends. */
  Padding padding();

  /** Returns the slope of the leaky ReLUs; the last may have another. */
  float slope();

  /** Returns the kind and the sizes of the residual blocks, for people. */
  String residuals();

  /** Returns the number of stages. */
  default int stages() {
    return upsampleRates().size();
  }

  /**
   * Returns the number of channels after a stage.
   *
   * @param stage from 0; -1 is the input convolution
   */
  default int channelsAfter(int stage) {
    return initialChannels() >> (stage + 1);
  }

  /**
   * Returns how many samples a stage makes beyond its rate, however long its input is.
   *
   * @param stage from 0
   */
  default int extraOf(int stage) {
    return 0;
  }

  @Override
  default List<String> details() {
    String extra =
        extraSamples() == 0 ? "" : "; %d samples more than frames x hop".formatted(extraSamples());
    return List.of(
        "initial channels: " + initialChannels(),
        "upsampling: rates %s, kernels %s%s".formatted(upsampleRates(), upsampleKernels(), extra),
        "residual blocks: " + residuals(),
        "padding: %s; leaky ReLU: slope %s".formatted(padding(), slope()));
  }
}
