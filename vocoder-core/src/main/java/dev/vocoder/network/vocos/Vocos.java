package dev.vocoder.network.vocos;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import dev.vocoder.network.spectrum.SpectrumPadding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Vocos, in a config of ours. */
public final class Vocos implements Architecture {
  private static final String NAME = "vocos";
  private static final String FFT_SIZE = "istft_n_fft";
  private static final String PADDING = "istft_padding";

  /** Creates the architecture; for {@link java.util.ServiceLoader}. */
  public Vocos() {}

  @Override
  public Optional<String> name() {
    return Optional.of(NAME);
  }

  @Override
  public String title() {
    return "Vocos";
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    return new VocosConfig(
        BackboneKeys.read(config),
        config.integer(FFT_SIZE),
        config.integer("hop_size"),
        config.choice(PADDING, SpectrumPadding.class, SpectrumPadding.CENTER));
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof VocosConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    VocosConfig sizes = (VocosConfig) generator;
    keys.put(KEY, NAME);
    BackboneKeys.write(sizes.backbone(), keys);
    keys.put(FFT_SIZE, sizes.fftSize());
    keys.put(PADDING, ConfigFile.name(sizes.padding()));
  }

  @Override
  public List<String> landmarks() {
    return List.of("convnext.0.dwconv");
  }

  @Override
  public boolean recognizes(Set<String> tensors) {
    return tensors.contains("convnext.0.dwconv.weight") && tensors.contains("out.weight");
  }

  /**
   * {@inheritDoc}
   *
   * <p>The paper's, as its first code has it: against UnivNet's discriminator of spectrograms and
   * HiFi-GAN's of periods.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return VocosRecipe.vocos(generator.hopSize());
  }

  /** Returns the published model's of 24 kHz. */
  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Object> keys = new LinkedHashMap<>();
    write(VocosConfig.MEL_24KHZ, keys);
    MelFormatKeys.write(MelFormat.VOCOS, keys);
    keys.putAll(VocosRecipe.vocos(VocosConfig.MEL_24KHZ.hopSize()));
    return Map.of("vocos-24k", keys);
  }
}
