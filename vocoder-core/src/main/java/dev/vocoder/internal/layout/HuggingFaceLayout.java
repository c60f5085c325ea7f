package dev.vocoder.internal.layout;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.network.Padding;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hugging Face transformers: {@code SpeechT5HifiGan} and {@code FastSpeech2ConformerHifiGan}, alone
 * or within a model that has one. Their config says nothing of the mels, so those of the published
 * models are assumed.
 */
public final class HuggingFaceLayout implements CheckpointLayout {
  private static final String FIRST_UPSAMPLING = "upsampler.0";
  private static final String MEAN = "mean";
  private static final String SCALE = "scale";
  private static final List<List<Integer>> DILATIONS =
      List.of(List.of(1, 3, 5), List.of(1, 3, 5), List.of(1, 3, 5));

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public HuggingFaceLayout() {}

  @Override
  public String name() {
    return "Hugging Face transformers";
  }

  @Override
  public List<String> configNames() {
    return List.of("config.json");
  }

  @Override
  public List<String> landmarks() {
    return List.of(FIRST_UPSAMPLING);
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return tensors.hasLayer(FIRST_UPSAMPLING) && tensors.hasLayer("conv_pre");
  }

  @Override
  public boolean describes(ConfigFile config) {
    return config.has("model_in_dim") || config.has("architectures") || config.has("model_type");
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    ConfigFile outer = require(file, config);
    return outer.named(() -> read(file, generator, outer));
  }

  private static Model read(ModelFile file, TensorIndex tensors, ConfigFile outer) {
    ConfigFile config = outer.has("vocoder_config") ? outer.object("vocoder_config") : outer;
    boolean conformer = isConformer(outer);
    List<Integer> rates = conformer ? List.of(8, 8, 2, 2) : List.of(4, 4, 4, 4);
    HifiGanConfig generator =
        new HifiGanConfig(
            config.integer("model_in_dim", 80),
            config.integer("upsample_initial_channel", 512),
            config.integers("upsample_rates", rates),
            config.integers("upsample_kernel_sizes", rates.stream().map(rate -> 2 * rate).toList()),
            ResidualBlock.Kind.PAIRED,
            config.integers("resblock_kernel_sizes", List.of(3, 7, 11)),
            config.has("resblock_dilation_sizes")
                ? config.integerLists("resblock_dilation_sizes")
                : DILATIONS,
            Padding.ZEROS,
            (float) config.number("leaky_relu_slope", 0.1),
            true);
    MelFormat assumed =
        assumed(config.integer("sampling_rate", conformer ? 22_050 : 16_000), generator);
    Optional<Normalization> statistics =
        config.flag("normalize_before", true)
            ? Optional.of(statistics(file, tensors))
            : Optional.empty();
    Map<String, TensorView> network =
        tensors.without(Set.of(MEAN, SCALE)).renamed(HuggingFaceLayout::ours);
    return new Model(
        new VocoderConfig(generator, assumed.toBuilder().normalization(statistics).build()),
        file.read(network),
        List.of(
            conformer
                ? "The config does not describe the mels. Assumed are ESPnet's of LJSpeech, which"
                    + " the acoustic model gives normalised with statistics of its own."
                : "The config does not describe the mels. Assumed are SpeechT5's."),
        false);
  }

  private static boolean isConformer(ConfigFile config) {
    return (config.text("architectures", "") + config.text("model_type", ""))
        .toLowerCase(Locale.ROOT)
        .replace("_", "")
        .contains("fastspeech2conformer");
  }

  private static MelFormat assumed(int sampleRate, HifiGanConfig generator) {
    return MelFormat.PARALLEL_WAVEGAN.toBuilder()
        .sampleRate(sampleRate)
        .hopSize(generator.hopSize())
        .bands(generator.bands())
        .fMax(Math.min(MelFormat.PARALLEL_WAVEGAN.fMax(), sampleRate / 2.0))
        .build();
  }

  private static Normalization statistics(ModelFile file, TensorIndex tensors) {
    Map<String, TensorView> wanted = new LinkedHashMap<>(tensors.tensors());
    wanted.keySet().retainAll(Set.of(MEAN, SCALE));
    StateDict statistics = file.read(wanted);
    try {
      return Normalization.of(statistics.get(MEAN).values(), statistics.get(SCALE).values());
    } catch (ConfigException e) {
      throw new CheckpointException(
          "The statistics in %s are unusable: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  private static Optional<String> ours(String layer) {
    return Optional.of(layer.replaceFirst("^upsampler\\.", "ups."));
  }
}
