package dev.vocoder.network.istftnet;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import dev.vocoder.network.hifigan.HifiGan;
import dev.vocoder.network.hifigan.HifiGanConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * iSTFTNet, in a config of HiFi-GAN's keys and two more, which tell it: {@code gen_istft_n_fft} and
 * {@code gen_istft_hop_size}.
 */
public final class IstftNet implements Architecture {
  private static final String NAME = "istftnet";
  private static final String FFT_SIZE = "gen_istft_n_fft";
  private static final String FFT_HOP = "gen_istft_hop_size";

  private static final HifiGan HIFI_GAN = new HifiGan();

  /** Creates the architecture; for {@link java.util.ServiceLoader}. */
  public IstftNet() {}

  @Override
  public Optional<String> name() {
    return Optional.of(NAME);
  }

  @Override
  public String title() {
    return "iSTFTNet";
  }

  @Override
  public boolean owns(ConfigFile config) {
    return config.has(FFT_SIZE);
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    return new IstftNetConfig(
        (HifiGanConfig) HIFI_GAN.read(config, tensors),
        config.integer(FFT_SIZE),
        config.integer(FFT_HOP));
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof IstftNetConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    IstftNetConfig sizes = (IstftNetConfig) generator;
    keys.put(KEY, NAME);
    HIFI_GAN.write(sizes.network(), keys);
    keys.put(FFT_SIZE, sizes.fftSize());
    keys.put(FFT_HOP, sizes.fftHop());
  }

  /**
   * {@inheritDoc}
   *
   * <p>HiFi-GAN's, as the paper has it.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return HIFI_GAN.recipe(generator, config);
  }

  /** Returns the paper's C8C8I of HiFi-GAN V1. */
  @Override
  public Map<String, Map<String, Object>> presets() {
    IstftNetConfig generator = IstftNetConfig.C8C8I;
    Map<String, Object> keys = new LinkedHashMap<>();
    write(generator, keys);
    MelFormatKeys.write(MelFormat.HIFIGAN, keys);
    keys.putAll(recipe(generator, ConfigFile.of(Map.of(), NAME)));
    return Map.of("istftnet-v1", keys);
  }
}
