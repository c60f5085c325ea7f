package dev.vocoder.internal.layout;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.Window;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA NeMo's HiFi-GAN: a {@code .nemo} archive or what was in it. Its denoiser, an option there
 * and no part of the network, is not applied.
 */
public final class NemoLayout implements CheckpointLayout {
  private static final Pattern NESTED =
      Pattern.compile("resblocks\\.(\\d{1,4})\\.(\\d{1,4})\\.(convs.*)");

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public NemoLayout() {}

  @Override
  public String name() {
    return "NVIDIA NeMo";
  }

  @Override
  public List<String> configNames() {
    return List.of("model_config.yaml");
  }

  @Override
  public List<String> landmarks() {
    return List.of("conv_pre");
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return tensors.hasLayer("conv_pre") && tensors.hasLayer("ups.0");
  }

  @Override
  public boolean describes(ConfigFile config) {
    return config.has("preprocessor") && config.has("generator");
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    ConfigFile settings = require(file, config);
    return settings.named(() -> read(file, generator, settings));
  }

  private static Model read(ModelFile file, TensorIndex tensors, ConfigFile config) {
    ConfigFile sizes = config.object("generator");
    // The code compares with the number 1, so that the text means the other kind.
    ResidualBlock.Kind kind =
        !sizes.isText("resblock", "1") && sizes.integer("resblock") == 1
            ? ResidualBlock.Kind.PAIRED
            : ResidualBlock.Kind.SINGLE;
    HifiGanConfig generator =
        HifiGanConfig.reference(
                sizes.integer("initial_input_size", 80),
                sizes.integer("upsample_initial_channel"),
                sizes.integers("upsample_rates"),
                sizes.integers("upsample_kernel_sizes"),
                kind,
                sizes.integers("resblock_kernel_sizes"),
                sizes.integerLists("resblock_dilation_sizes").stream().map(kind::taken).toList())
            .withEqualCuts();
    int blocks = generator.residualKernels().size();
    return new Model(
        new VocoderConfig(generator, melFormat(config.object("preprocessor"))),
        file.read(tensors.renamed(layer -> ours(layer, blocks))));
  }

  /** Numbers the residual blocks of all stages consecutively, as older files do. */
  private static Optional<String> ours(String layer, int blocks) {
    Matcher nested = NESTED.matcher(layer);
    if (!nested.matches()) {
      return Optional.of(layer);
    }
    int number = Integer.parseInt(nested.group(1)) * blocks + Integer.parseInt(nested.group(2));
    return Optional.of("resblocks.%d.%s".formatted(number, nested.group(3)));
  }

  private static MelFormat melFormat(ConfigFile mel) {
    requireUsual(mel, "preemph", "null");
    requireUsual(mel, "normalize", "null");
    requireUsual(mel, "window", "hann");
    requireUsual(mel, "log", "true");
    requireUsual(mel, "log_zero_guard_type", "clamp");
    int sampleRate = mel.integer("sample_rate");
    int fftSize = mel.integer("n_fft");
    return MelFormat.builder()
        .sampleRate(sampleRate)
        .fftSize(fftSize)
        .windowSize(mel.integer("n_window_size", fftSize))
        .window(Window.HANN_SYMMETRIC)
        .hopSize(mel.integer("n_window_stride"))
        .bands(mel.integer("nfilt"))
        .fMin(mel.number("lowfreq", 0))
        .fMax(mel.number("highfreq", sampleRate / 2.0))
        .framing(mel.flag("exact_pad", false) ? Framing.ALIGNED : Framing.CENTERED)
        .power(power(mel))
        .magnitudeFloor(0)
        .logFloor(mel.number("log_zero_guard_value", 1e-5))
        .build();
  }

  private static int power(ConfigFile mel) {
    double power = mel.number("mag_power", 2);
    if (power != 1 && power != 2) {
      throw new ConfigException(
          "preprocessor.mag_power is %s; only 1 and 2 are known here. Give the format of your mels instead."
              .formatted(mel.text("mag_power")));
    }
    return (int) power;
  }

  private static void requireUsual(ConfigFile mel, String key, String usual) {
    if (mel.has(key) && !mel.text(key).equals(usual)) {
      throw new ConfigException(
          "preprocessor.%s is %s; only %s is known here. Give the format of your mels instead."
              .formatted(key, mel.text(key), usual));
    }
  }
}
