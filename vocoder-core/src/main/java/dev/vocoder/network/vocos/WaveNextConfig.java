package dev.vocoder.network.vocos;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.convnext.ConvNextBackbone;
import dev.vocoder.network.convnext.ConvNextSizes;
import java.util.List;

/**
 * The sizes of a WaveNeXt generator: Vocos's backbone and a head that makes the samples of every
 * frame.
 *
 * @param backbone the backbone's sizes
 * @param hiddenChannels the width between the head's two layers, two more than its {@code n_fft}
 * @param hopSize samples for each frame
 */
public record WaveNextConfig(ConvNextSizes backbone, int hiddenChannels, int hopSize)
    implements GeneratorConfig {
  private static final SizeChecks CHECKS = new SizeChecks("WaveNeXt");

  /**
   * Checks that the sizes make a network.
   *
   * @throws dev.vocoder.ConfigException if they do not
   */
  public WaveNextConfig {
    backbone.check(CHECKS);
    CHECKS.size("the head's width", hiddenChannels);
    CHECKS.size("hop_length", hopSize);
  }

  @Override
  public String architecture() {
    return "WaveNeXt";
  }

  @Override
  public int bands() {
    return backbone.inputs();
  }

  @Override
  public List<String> details() {
    return List.of(
        backbone.toText(),
        "head: %d channels, %d samples of each frame".formatted(hiddenChannels, hopSize));
  }

  /**
   * {@inheritDoc}
   *
   * <p>It has no weight norm: in any form its layers keep the weights themselves.
   */
  @Override
  public Generator build(WeightForm form) {
    return new VocosGenerator(
        new ConvNextBackbone(backbone),
        new WaveNextHead(backbone.channels(), hiddenChannels, hopSize));
  }
}
