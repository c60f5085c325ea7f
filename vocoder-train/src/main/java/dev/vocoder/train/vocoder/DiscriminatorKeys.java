package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The discriminators in a config: every key is optional and the recipe's by default. One whose name
 * is not its kind's is told under {@code named_discriminators}.
 */
final class DiscriminatorKeys {
  /** MelGAN's, by this name in configs and checkpoints. */
  static final String MELGAN = "melgan";

  private static final String MULTI_SCALE = "msd"; // so and "mpd" in the reference's checkpoints
  private static final String MULTI_PERIOD = "mpd";
  private static final String NAMES = "discriminators";
  private static final String NAMED = "named_discriminators";
  private static final String KIND = "kind";
  private static final String CHANNELS = "channels";

  /** Under which key the sizes of each kind are. */
  private static final Map<String, String> SIZES =
      Map.of(
          MULTI_SCALE, "multi_scale_discriminator",
          MULTI_PERIOD, "multi_period_discriminator",
          MELGAN, "melgan_discriminator");

  /** HiFi-GAN's, in the order of the reference's optimiser. */
  static final Map<String, DiscriminatorConfig> HIFIGAN = hifiGan();

  private static final Map<WeightForm, String> NORMS =
      Map.of(
          WeightForm.FOLDED, "none",
          WeightForm.WEIGHT_NORM, "weight",
          WeightForm.SPECTRAL_NORM, "spectral");

  private DiscriminatorKeys() {}

  private static Map<String, DiscriminatorConfig> hifiGan() {
    Map<String, DiscriminatorConfig> discriminators = new LinkedHashMap<>();
    discriminators.put(MULTI_SCALE, MultiScaleConfig.PAPER);
    discriminators.put(MULTI_PERIOD, MultiPeriodConfig.PAPER);
    return Collections.unmodifiableMap(discriminators);
  }

  static Map<String, DiscriminatorConfig> read(
      ConfigFile config, Map<String, DiscriminatorConfig> recipe) {
    int divisor = config.integer("discriminator_channel_divisor", 1);
    if (divisor < 1) {
      throw new ConfigException(
          "discriminator_channel_divisor is %d; give 1 or more.".formatted(divisor));
    }
    List<String> names = config.has(NAMES) ? config.texts(NAMES) : List.copyOf(recipe.keySet());
    Map<String, DiscriminatorConfig> discriminators = new LinkedHashMap<>();
    for (String name : names) {
      DiscriminatorConfig one = read(config, name, recipe.get(name)).narrowed(divisor);
      if (discriminators.put(name, one) != null) {
        throw new ConfigException("discriminators names %s twice.".formatted(name));
      }
    }
    if (discriminators.isEmpty()) {
      throw new ConfigException("discriminators is empty; name at least one.");
    }
    return discriminators;
  }

  private static DiscriminatorConfig read(
      ConfigFile config, String name, DiscriminatorConfig recipe) {
    if (config.has(NAMED) && config.object(NAMED).has(name)) {
      ConfigFile own = config.object(NAMED).object(name);
      return sizes(own.text(KIND, name), Optional.of(own), recipe);
    }
    String key = SIZES.get(name);
    Optional<ConfigFile> own =
        key != null && config.has(key) ? Optional.of(config.object(key)) : Optional.empty();
    return sizes(name, own, recipe);
  }

  private static DiscriminatorConfig sizes(
      String kind, Optional<ConfigFile> own, DiscriminatorConfig recipe) {
    return switch (kind) {
      case MULTI_SCALE -> own.map(DiscriminatorKeys::scales).orElse(MultiScaleConfig.PAPER);
      case MULTI_PERIOD -> own.map(DiscriminatorKeys::periods).orElse(MultiPeriodConfig.PAPER);
      case MELGAN -> {
        MelGanDiscriminatorConfig usual =
            recipe instanceof MelGanDiscriminatorConfig melGan
                ? melGan
                : MelGanDiscriminatorConfig.PAPER;
        yield own.map(keys -> melGan(keys, usual)).orElse(usual);
      }
      default ->
          throw new ConfigException(
              "There is no discriminator %s; known are %s, %s and %s. One of your own is set from Java, with TrainingConfig.Builder.discriminators."
                  .formatted(kind, MULTI_SCALE, MULTI_PERIOD, MELGAN));
    };
  }

  private static MultiPeriodConfig periods(ConfigFile own) {
    MultiPeriodConfig paper = MultiPeriodConfig.PAPER;
    return new MultiPeriodConfig(
        own.integers("periods", paper.periods()),
        own.integers(CHANNELS, paper.channels()),
        own.integer("kernel_size", paper.kernel()),
        own.integer("stride", paper.stride()),
        norm(own.text("norm", NORMS.get(paper.norm()))));
  }

  private static MultiScaleConfig scales(ConfigFile own) {
    MultiScaleConfig paper = MultiScaleConfig.PAPER;
    List<WeightForm> norms =
        own.has("norms")
            ? own.texts("norms").stream().map(DiscriminatorKeys::norm).toList()
            : paper.norms();
    return new MultiScaleConfig(norms, layers(own, paper.layers()));
  }

  private static MelGanDiscriminatorConfig melGan(ConfigFile own, MelGanDiscriminatorConfig usual) {
    return new MelGanDiscriminatorConfig(
        own.integer("scales", usual.scales()),
        layers(own, usual.layers()),
        own.integer("pool_kernel_size", usual.poolKernel()),
        own.choice("padding_mode", PaddingMode.class, usual.inputPadding()),
        (float) own.number("leaky_relu_slope", usual.slope()));
  }

  private static List<ConvolutionSizes> layers(ConfigFile own, List<ConvolutionSizes> usual) {
    if (!own.has(CHANNELS)) {
      return usual;
    }
    List<Integer> channels = own.integers(CHANNELS);
    List<Integer> kernels = own.integers("kernel_sizes");
    List<Integer> strides = own.integers("strides");
    List<Integer> groups = own.integers("groups");
    int layers = channels.size();
    if (kernels.size() != layers || strides.size() != layers || groups.size() != layers) {
      throw new ConfigException(
          "A discriminator has %d channels, %d kernel_sizes, %d strides and %d groups; give as many of each."
              .formatted(layers, kernels.size(), strides.size(), groups.size()));
    }
    List<ConvolutionSizes> convolutions = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      convolutions.add(
          new ConvolutionSizes(channels.get(i), kernels.get(i), strides.get(i), groups.get(i)));
    }
    return convolutions;
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

  static void write(Map<String, DiscriminatorConfig> discriminators, Map<String, Object> keys) {
    keys.put(NAMES, List.copyOf(discriminators.keySet()));
    Map<String, Object> named = new LinkedHashMap<>();
    discriminators.forEach(
        (name, config) -> {
          Map<String, Object> sizes = write(config);
          if (sizes.get(KIND).equals(name)) {
            sizes.remove(KIND);
            keys.put(SIZES.get(name), sizes);
          } else {
            named.put(name, sizes);
          }
        });
    if (!named.isEmpty()) {
      keys.put(NAMED, named);
    }
  }

  private static Map<String, Object> write(DiscriminatorConfig config) {
    Map<String, Object> keys = new LinkedHashMap<>();
    if (config instanceof MultiPeriodConfig periods) {
      keys.put(KIND, MULTI_PERIOD);
      write(periods, keys);
    } else if (config instanceof MultiScaleConfig scales) {
      keys.put(KIND, MULTI_SCALE);
      write(scales, keys);
    } else if (config instanceof MelGanDiscriminatorConfig melGan) {
      keys.put(KIND, MELGAN);
      write(melGan, keys);
    } else { // a user's own, which only its class can make again
      keys.put(KIND, config.getClass().getName());
      keys.put("description", config.toString());
    }
    return keys;
  }

  private static void write(MultiPeriodConfig config, Map<String, Object> keys) {
    keys.put("periods", config.periods());
    keys.put(CHANNELS, config.channels());
    keys.put("kernel_size", config.kernel());
    keys.put("stride", config.stride());
    keys.put("norm", NORMS.get(config.norm()));
  }

  private static void write(MultiScaleConfig config, Map<String, Object> keys) {
    keys.put("norms", config.norms().stream().map(NORMS::get).toList());
    write(config.layers(), keys);
  }

  private static void write(MelGanDiscriminatorConfig config, Map<String, Object> keys) {
    keys.put("scales", config.scales());
    keys.put("pool_kernel_size", config.poolKernel());
    keys.put("padding_mode", ConfigFile.name(config.inputPadding()));
    keys.put("leaky_relu_slope", config.slope());
    write(config.layers(), keys);
  }

  private static void write(List<ConvolutionSizes> layers, Map<String, Object> keys) {
    keys.put(CHANNELS, each(layers, ConvolutionSizes::channels));
    keys.put("kernel_sizes", each(layers, ConvolutionSizes::kernel));
    keys.put("strides", each(layers, ConvolutionSizes::stride));
    keys.put("groups", each(layers, ConvolutionSizes::groups));
  }

  private static List<Integer> each(
      List<ConvolutionSizes> layers, Function<ConvolutionSizes, Integer> size) {
    return layers.stream().map(size).toList();
  }
}
