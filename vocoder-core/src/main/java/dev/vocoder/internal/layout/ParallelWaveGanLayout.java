package dev.vocoder.internal.layout;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.checkpoint.Biases;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.multiband.MultiBandConfig;
import dev.vocoder.network.multiband.PqmfFilters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ParallelWaveGAN: HiFi-GAN, MelGAN and multi-band MelGAN, causal or not, with the statistics of
 * their mels beside them; also its HiFi-GAN within a joint model of ESPnet.
 */
public final class ParallelWaveGanLayout implements CheckpointLayout {
  private static final Pattern DEEPER = Pattern.compile("\\.(conv|deconv)$");
  private static final Pattern BLOCK =
      Pattern.compile("blocks\\.(\\d{1,4})\\.(convs[12])\\.(\\d{1,4})\\.1");
  private static final Pattern UPSAMPLING = Pattern.compile("upsamples\\.(\\d{1,4})\\.1");
  private static final Pattern VERSION =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

  /** The first version whose causal upsampling repeats the first sample. */
  private static final List<Integer> REPEATING = List.of(0, 5, 5);

  /** The last version whose filter bank was cut off at 0.15. */
  private static final List<Integer> WIDE_FILTER = List.of(0, 4, 2);

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public ParallelWaveGanLayout() {}

  @Override
  public String name() {
    return "ParallelWaveGAN";
  }

  @Override
  public List<String> configNames() {
    return List.of("config.yml", "config.yaml");
  }

  @Override
  public List<String> landmarks() {
    return List.of("input_conv", "input_conv.conv", "melgan.1", "melgan.0.conv");
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return isHifiGan(tensors) || isMelGan(tensors);
  }

  private static boolean isHifiGan(TensorIndex generator) {
    return (generator.hasLayer("input_conv") || generator.hasLayer("input_conv.conv"))
        && (generator.hasLayer("upsamples.0.1") || generator.hasLayer("upsamples.0.1.deconv"));
  }

  private static boolean isMelGan(TensorIndex generator) {
    return generator.hasLayer("melgan.1") || generator.hasLayer("melgan.0.conv");
  }

  @Override
  public boolean describes(ConfigFile config) {
    return config.has("generator_params") || config.has("tts_conf");
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    ConfigFile settings = require(file, config);
    return settings.named(
        () -> {
          boolean joint = settings.has("tts_conf");
          ConfigFile sizes =
              joint
                  ? settings.object("tts_conf").object("vocoder_params")
                  : settings.object("generator_params");
          MelFormat format =
              joint
                  ? melFormat(
                      settings.object("feats_extract_conf"), "fs", "n_fft", "hop_length", "n_mels")
                  : melFormat(settings, "sampling_rate", "fft_size", "hop_size", "num_mels");
          return isHifiGan(generator)
              ? hifiGan(file, generator, settings, sizes, format)
              : melGan(file, generator, settings, sizes, format);
        });
  }

  private static MelFormat melFormat(
      ConfigFile mel, String rateKey, String fftKey, String hopKey, String bandsKey) {
    int sampleRate = mel.integer(rateKey);
    int fftSize = mel.integer(fftKey);
    return MelFormat.PARALLEL_WAVEGAN.toBuilder()
        .sampleRate(sampleRate)
        .fftSize(fftSize)
        .windowSize(mel.integer("win_length", fftSize))
        .hopSize(mel.integer(hopKey))
        .bands(mel.integer(bandsKey, 80))
        .fMin(mel.number("fmin", 0))
        .fMax(mel.number("fmax", sampleRate / 2.0))
        .build();
  }

  private static Model hifiGan(
      ModelFile file, TensorIndex tensors, ConfigFile config, ConfigFile sizes, MelFormat format) {
    require(sizes, "kernel_size", "7");
    require(sizes, "out_channels", "1");
    boolean paired = sizes.flag("use_additional_convs", true);
    HifiGanConfig generator =
        new HifiGanConfig(
            sizes.integer("in_channels", 80),
            sizes.integer("channels", 512),
            sizes.integers("upsample_scales", List.of(8, 8, 2, 2)),
            sizes.integers(
                sizes.has("upsample_kernal_sizes")
                    ? "upsample_kernal_sizes" // so it was written for long
                    : "upsample_kernel_sizes",
                List.of(16, 16, 4, 4)),
            paired ? ResidualBlock.Kind.PAIRED : ResidualBlock.Kind.SINGLE,
            sizes.integers("resblock_kernel_sizes", List.of(3, 7, 11)),
            sizes.has("resblock_dilations")
                ? sizes.integerLists("resblock_dilations")
                : List.of(List.of(1, 3, 5), List.of(1, 3, 5), List.of(1, 3, 5)),
            padding(config, sizes, PaddingMode.ZEROS),
            slope(sizes, 0.1),
            false);
    StateDict weights =
        file.read(tensors.renamed(layer -> ours(DEEPER.matcher(layer).replaceFirst(""), paired)));
    return model(file, config, sizes, generator, weights, format);
  }

  private static Optional<String> ours(String layer, boolean paired) {
    Matcher block = BLOCK.matcher(layer);
    if (block.matches()) {
      String convolutions = paired ? block.group(2) : "convs";
      return Optional.of(
          "resblocks.%s.%s.%s".formatted(block.group(1), convolutions, block.group(3)));
    }
    Matcher upsampling = UPSAMPLING.matcher(layer);
    if (upsampling.matches()) {
      return Optional.of("ups." + upsampling.group(1));
    }
    return switch (layer) {
      case "input_conv" -> Optional.of("conv_pre");
      case "output_conv.1" -> Optional.of("conv_post");
      default -> Optional.empty();
    };
  }

  private static Model melGan(
      ModelFile file, TensorIndex tensors, ConfigFile config, ConfigFile sizes, MelFormat format) {
    require(sizes, "kernel_size", "7");
    require(sizes, "stack_kernel_size", "3");
    require(sizes, "pad", "ReflectionPad1d");
    require(sizes, "use_final_nonlinear_activation", "true");
    List<Integer> rates = sizes.integers("upsample_scales", List.of(8, 8, 2, 2));
    MelGanNames names = new MelGanNames(rates.size(), sizes.integer("stacks", 3));
    boolean causal = sizes.flag("use_causal_conv", false);
    MelGanConfig network =
        names.config(
            sizes.integer("channels", 512),
            sizes.integer("out_channels", 1),
            sizes.integer("in_channels", 80),
            rates,
            padding(config, sizes, PaddingMode.REFLECT),
            slope(sizes, 0.2));
    StateDict weights = file.read(tensors.renamed(layer -> names.listed(layer, causal)));
    if (network.outputs() == 1) {
      return model(file, config, sizes, network, weights, format);
    }
    return model(
        file,
        config,
        sizes,
        new MultiBandConfig(network, filterTaps(config)),
        weights.with(Pqmf.tensors(filters(config, network.outputs()))),
        format);
  }

  private static int filterTaps(ConfigFile config) {
    return config.has("pqmf_params")
        ? config.object("pqmf_params").integer("taps", PqmfFilters.TAPS)
        : PqmfFilters.TAPS;
  }

  private static float[][] filters(ConfigFile config, int bands) {
    double cutoff = PqmfFilters.CUTOFF_RATIO;
    double beta = PqmfFilters.BETA;
    if (config.has("pqmf_params")) {
      cutoff = config.object("pqmf_params").number("cutoff_ratio", cutoff);
      beta = config.object("pqmf_params").number("beta", beta);
    } else if (compare(version(config), WIDE_FILTER) <= 0) {
      cutoff = 0.15;
    }
    return PqmfFilters.synthesis(bands, filterTaps(config), cutoff, beta);
  }

  private static Padding padding(ConfigFile config, ConfigFile sizes, PaddingMode mode) {
    if (!sizes.flag("use_causal_conv", false)) {
      return new Padding(mode, false, PaddingMode.ZEROS);
    }
    boolean repeats = compare(version(config), REPEATING) >= 0;
    return Padding.causal(mode, repeats ? PaddingMode.REPLICATE : PaddingMode.ZEROS);
  }

  /** Returns the version that wrote the config; the first ones did not say. */
  private static List<Integer> version(ConfigFile config) {
    Matcher version = VERSION.matcher(config.text("version", "0.1.0"));
    List<Integer> numbers = new ArrayList<>(List.of(0, 1, 0));
    if (version.matches()) {
      for (int i = 0; i < numbers.size(); i++) {
        numbers.set(i, version.group(i + 1) == null ? 0 : Integer.parseInt(version.group(i + 1)));
      }
    }
    return numbers;
  }

  private static int compare(List<Integer> version, List<Integer> other) {
    for (int i = 0; i < other.size(); i++) {
      if (!version.get(i).equals(other.get(i))) {
        return Integer.compare(version.get(i), other.get(i));
      }
    }
    return 0;
  }

  private static float slope(ConfigFile sizes, double usual) {
    require(sizes, "nonlinear_activation", "LeakyReLU");
    return (float)
        (sizes.has("nonlinear_activation_params")
            ? sizes.object("nonlinear_activation_params").number("negative_slope", usual)
            : usual);
  }

  private static void require(ConfigFile sizes, String key, String only) {
    if (sizes.has(key) && !sizes.text(key).equals(only)) {
      throw new ConfigException(
          "%s is %s; only %s is known here.".formatted(key, sizes.text(key), only));
    }
  }

  private static Model model(
      ModelFile file,
      ConfigFile config,
      ConfigFile sizes,
      GeneratorConfig generator,
      StateDict weights,
      MelFormat format) {
    boolean biased = sizes.flag("bias", true);
    Optional<Normalization> statistics = statistics(file, config);
    return new Model(
        new VocoderConfig(generator, format.toBuilder().normalization(statistics).build()),
        biased ? weights : Biases.completed(weights, generator),
        List.of(),
        statistics.isEmpty());
  }

  private static Optional<Normalization> statistics(ModelFile file, ConfigFile config) {
    List<String> names =
        config.text("format", "hdf5").equals("npy")
            ? List.of("stats.npy", "stats.h5")
            : List.of("stats.h5", "stats.npy");
    for (String name : names) {
      Optional<byte[]> content = file.beside(name);
      if (content.isPresent()) {
        return Optional.of(BandStatistics.read(content.get(), name));
      }
    }
    return Optional.empty();
  }
}
