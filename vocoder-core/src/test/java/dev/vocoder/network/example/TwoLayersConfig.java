package dev.vocoder.network.example;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import java.util.List;

/**
 * The sizes of a generator of two layers.
 *
 * @param bands mel bands
 * @param channels between the layers
 * @param rate samples for each mel frame
 */
record TwoLayersConfig(int bands, int channels, int rate) implements GeneratorConfig {
  private static final SizeChecks CHECKS = new SizeChecks("two-layer");

  TwoLayersConfig {
    CHECKS.size("the number of bands", bands);
    CHECKS.size("the number of channels", channels);
    CHECKS.size("the rate", rate);
  }

  @Override
  public String architecture() {
    return "two-layer";
  }

  @Override
  public List<String> details() {
    return List.of("channels: " + channels);
  }

  @Override
  public Generator build(WeightForm form) {
    return new TwoLayersGenerator(bands, channels, rate, form);
  }
}
