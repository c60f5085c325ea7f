package dev.vocoder.train;

import dev.vocoder.ConfigException;
import dev.vocoder.checkpoint.ConfigFile;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** HiFi-GAN's discriminators in a config: every key is optional and the paper's by default. */
final class DiscriminatorsJson {
  private static final String MULTI_SCALE = "msd";
  private static final String MULTI_PERIOD = "mpd";

  /** The paper's, in the order of the reference's optimiser. */
  static final Map<String, DiscriminatorConfig> PAPER =
      named(MultiScaleConfig.PAPER, MultiPeriodConfig.PAPER);

  private static final Map<WeightForm, String> NORMS =
      Map.of(
          WeightForm.FOLDED, "none",
          WeightForm.WEIGHT_NORM, "weight",
          WeightForm.SPECTRAL_NORM, "spectral");

  private DiscriminatorsJson() {}

  private static Map<String, DiscriminatorConfig> named(
      DiscriminatorConfig scales, DiscriminatorConfig periods) {
    Map<String, DiscriminatorConfig> discriminators = new LinkedHashMap<>();
    discriminators.put(MULTI_SCALE, scales);
    discriminators.put(MULTI_PERIOD, periods);
    return Collections.unmodifiableMap(discriminators);
  }

  static Map<String, DiscriminatorConfig> read(ConfigFile json) {
    int divisor = json.integer("discriminator_channel_divisor", 1);
    if (divisor < 1) {
      throw new ConfigException(
          "discriminator_channel_divisor is %d; give 1 or more.".formatted(divisor));
    }
    DiscriminatorConfig scales =
        json.has("multi_scale_discriminator")
            ? scales(json.object("multi_scale_discriminator"))
            : MultiScaleConfig.PAPER;
    DiscriminatorConfig periods =
        json.has("multi_period_discriminator")
            ? periods(json.object("multi_period_discriminator"))
            : MultiPeriodConfig.PAPER;
    return named(scales.narrowed(divisor), periods.narrowed(divisor));
  }

  private static MultiPeriodConfig periods(ConfigFile json) {
    MultiPeriodConfig paper = MultiPeriodConfig.PAPER;
    return new MultiPeriodConfig(
        json.has("periods") ? json.integers("periods") : paper.periods(),
        json.has("channels") ? json.integers("channels") : paper.channels(),
        json.integer("kernel_size", paper.kernel()),
        json.integer("stride", paper.stride()),
        norm(json.text("norm", NORMS.get(paper.norm()))));
  }

  private static MultiScaleConfig scales(ConfigFile json) {
    MultiScaleConfig paper = MultiScaleConfig.PAPER;
    List<WeightForm> norms =
        json.has("norms")
            ? json.texts("norms").stream().map(DiscriminatorsJson::norm).toList()
            : paper.norms();
    if (!json.has("channels")) {
      return new MultiScaleConfig(norms, paper.layers());
    }
    List<Integer> channels = json.integers("channels");
    List<Integer> kernels = json.integers("kernel_sizes");
    List<Integer> strides = json.integers("strides");
    List<Integer> groups = json.integers("groups");
    int layers = channels.size();
    if (kernels.size() != layers || strides.size() != layers || groups.size() != layers) {
      throw new ConfigException(
          "multi_scale_discriminator has %d channels, %d kernel_sizes, %d strides and %d groups; give as many of each."
              .formatted(layers, kernels.size(), strides.size(), groups.size()));
    }
    List<ConvolutionSizes> convolutions = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      convolutions.add(
          new ConvolutionSizes(channels.get(i), kernels.get(i), strides.get(i), groups.get(i)));
    }
    return new MultiScaleConfig(norms, convolutions);
  }

  private static WeightForm norm(String name) {
    return NORMS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "A discriminator's norm is %s; known are none, weight and spectral."
                        .formatted(name)));
  }

  static Map<String, Object> write(Map<String, DiscriminatorConfig> discriminators) {
    Map<String, Object> json = new LinkedHashMap<>();
    discriminators.forEach(
        (name, config) -> {
          if (config instanceof MultiPeriodConfig periods) {
            json.put("multi_period_discriminator", write(periods));
          } else if (config instanceof MultiScaleConfig scales) {
            json.put("multi_scale_discriminator", write(scales));
          }
        });
    return json;
  }

  private static Map<String, Object> write(MultiPeriodConfig config) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("periods", config.periods());
    json.put("channels", config.channels());
    json.put("kernel_size", config.kernel());
    json.put("stride", config.stride());
    json.put("norm", NORMS.get(config.norm()));
    return json;
  }

  private static Map<String, Object> write(MultiScaleConfig config) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("norms", config.norms().stream().map(NORMS::get).toList());
    json.put("channels", each(config, ConvolutionSizes::channels));
    json.put("kernel_sizes", each(config, ConvolutionSizes::kernel));
    json.put("strides", each(config, ConvolutionSizes::stride));
    json.put("groups", each(config, ConvolutionSizes::groups));
    return json;
  }

  private static List<Integer> each(
      MultiScaleConfig config, Function<ConvolutionSizes, Integer> size) {
    return config.layers().stream().map(size).toList();
  }
}
