package dev.vocoder.internal.layout;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.MelFormat.MelScale;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.Padding;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.List;
import java.util.Optional;

/**
 * SpeechBrain's HiFi-GAN, whose convolutions reflect. Its wave is longer than frames x hop because
 * it repeats a few frames at both ends first; that is not done here.
 */
public final class SpeechBrainLayout implements CheckpointLayout {
  private static final String WRAPPED = ".conv";

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public SpeechBrainLayout() {}

  @Override
  public String name() {
    return "SpeechBrain";
  }

  @Override
  public List<String> configNames() {
    return List.of("hyperparams.yaml");
  }

  @Override
  public List<String> landmarks() {
    return List.of("conv_pre" + WRAPPED);
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return tensors.hasLayer("conv_pre" + WRAPPED) && tensors.hasLayer("ups.0" + WRAPPED);
  }

  @Override
  public boolean describes(ConfigFile config) {
    return config.has("sample_rate") && (config.has("upsample_factors") || config.has("generator"));
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    ConfigFile settings = require(file, config);
    return settings.named(() -> read(file, generator, settings));
  }

  private static Model read(ModelFile file, TensorIndex tensors, ConfigFile config) {
    ConfigFile sizes = config.has("upsample_factors") ? config : config.object("generator");
    if (sizes.integer("cond_channels", 0) > 0) {
      throw new ConfigException(
          "cond_channels is %d; vocoders that take a speaker besides the mel are not known here."
              .formatted(sizes.integer("cond_channels")));
    }
    // The code compares with the text "1", so that the number means the other kind.
    ResidualBlock.Kind kind =
        sizes.isText("resblock_type", "1") ? ResidualBlock.Kind.PAIRED : ResidualBlock.Kind.SINGLE;
    HifiGanConfig generator =
        new HifiGanConfig(
            sizes.integer("in_channels", 80),
            sizes.integer("upsample_initial_channel"),
            sizes.integers("upsample_factors"),
            sizes.integers("upsample_kernel_sizes"),
            kind,
            sizes.integers("resblock_kernel_sizes"),
            sizes.integerLists("resblock_dilation_sizes").stream().map(kind::taken).toList(),
            Padding.REFLECT,
            0.1f,
            true);
    return new Model(
        new VocoderConfig(generator, melFormat(config)),
        file.read(tensors.renamed(SpeechBrainLayout::ours)));
  }

  private static Optional<String> ours(String layer) {
    return layer.endsWith(WRAPPED)
        ? Optional.of(layer.substring(0, layer.length() - WRAPPED.length()))
        : Optional.empty();
  }

  private static MelFormat melFormat(ConfigFile mel) {
    int sampleRate = mel.integer("sample_rate");
    int fftSize = mel.integer("n_fft");
    if (mel.flag("mel_normalized", false) || !mel.flag("dynamic_range_compression", true)) {
      throw new ConfigException(
          "The mels are normalised by their window or not logarithmic, which is not known here.");
    }
    return MelFormat.builder()
        .sampleRate(sampleRate)
        .fftSize(fftSize)
        .windowSize(mel.integer("win_length", fftSize))
        .hopSize(mel.integer("hop_length"))
        .bands(mel.integer("n_mel_channels"))
        .fMin(mel.number("mel_fmin", 0))
        .fMax(mel.number("mel_fmax", sampleRate / 2.0))
        .framing(Framing.CENTERED)
        .power(mel.integer("power", 1))
        .magnitudeFloor(0)
        .melScale(mel.text("mel_scale", "slaney").equals("htk") ? MelScale.HTK : MelScale.SLANEY)
        .melNorm(mel.text("norm", "null").equals("slaney") ? MelNorm.SLANEY : MelNorm.NONE)
        .build();
  }
}
