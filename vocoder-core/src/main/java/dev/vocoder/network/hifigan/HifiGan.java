package dev.vocoder.network.hifigan;

import static java.util.Map.entry;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** HiFi-GAN, the architecture of configs that name none, as its reference's do not. */
public final class HifiGan implements Architecture {
  private static final int USUAL_SEGMENT = 8192;

  /** Of a layout whose residual blocks are numbered within their stage. */
  private static final List<String> NESTED_BLOCKS =
      List.of("resblocks.0.0.convs.0.weight", "resblocks.0.0.convs1.0.weight");

  /** Creates the architecture; for {@link java.util.ServiceLoader}. */
  public HifiGan() {}

  @Override
  public Optional<String> name() {
    return Optional.of("hifigan");
  }

  @Override
  public String title() {
    return "HiFi-GAN";
  }

  @Override
  public boolean isUsual() {
    return true;
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    return HifiGanKeys.read(config);
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof HifiGanConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    HifiGanKeys.write((HifiGanConfig) generator, keys);
  }

  @Override
  public List<String> landmarks() {
    return List.of("conv_pre");
  }

  @Override
  public boolean recognizes(Set<String> tensors) {
    return tensors.contains("conv_pre.weight")
        && tensors.contains("ups.0.weight")
        && NESTED_BLOCKS.stream().noneMatch(tensors::contains);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The paper's: its discriminators, in the order of the reference's optimiser, least squares, 2
   * for feature matching, 45 for the mel (section 2.4); AdamW of learning rate 2e-4 that falls by
   * 0.999 each epoch (section 3.1).
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    int hop = generator.hopSize();
    return Map.ofEntries(
        entry("discriminators", List.of(MultiScaleKind.NAME, MultiPeriodKind.NAME)),
        entry("adversarial_loss", "least_squares"),
        entry("lambda_discriminator", 1.0),
        entry("lambda_adversarial", 1.0),
        entry("lambda_feature_matching", 2.0),
        entry("lambda_mel", 45.0),
        entry("lambda_stft", 0.0),
        entry("learning_rate", 2e-4),
        entry("adam_b1", 0.8),
        entry("adam_b2", 0.99),
        entry("adam_epsilon", 1e-8),
        entry("weight_decay", 0.01),
        entry("lr_decay", 0.999),
        entry("turns", "anew"),
        entry("batch_size", 16),
        entry("segment_size", (USUAL_SEGMENT + hop - 1) / hop * hop),
        entry("least_amplitude", 1.0));
  }

  /** Returns the paper's three. */
  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
    presets.put("hifigan-v1", preset(HifiGanConfig.V1));
    presets.put("hifigan-v2", preset(HifiGanConfig.V2));
    presets.put("hifigan-v3", preset(HifiGanConfig.V3));
    return presets;
  }

  private Map<String, Object> preset(HifiGanConfig generator) {
    Map<String, Object> keys = new LinkedHashMap<>();
    write(generator, keys);
    MelFormatKeys.write(MelFormat.HIFIGAN, keys);
    keys.putAll(recipe(generator, ConfigFile.of(Map.of(), "the paper")));
    return keys;
  }
}
